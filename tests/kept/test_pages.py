"""What pages put for their user to keep: stored once, after the callback."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.test import AsyncClient, Client
from pytest_django import Settings

from liveflash.kept import storing
from liveflash.models import KeptMessage
from liveflash.push import keeping
from tests.kept.conftest import Kept, kept_by
from tests.push.conftest import OpenTab
from tests.push.tab import Tab

pytestmark = [
    pytest.mark.urls("tests.kept.site"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]

UNREAD, READ = False, True


@pytest.fixture
async def tab(open_tab: OpenTab, as_ada: AsyncClient) -> Tab:
    """A live page of Ada's."""
    return await open_tab("/keeping/", as_ada)


def message_id(tab: Tab) -> str:
    """Return the id of the only message on a page."""
    (found,) = tab.join_payload()["params"]["_messages"]
    return str(found)


async def test_a_live_page_keeps_a_message(tab: Tab, ada: User, kept: Kept) -> None:
    await tab.event("keep", {"text": "Shipped"})
    await tab.settle()
    assert (tab.texts, await kept(ada)) == (["Shipped"], [("Shipped", UNREAD)])


async def test_messages_of_one_key_are_all_kept(
    tab: Tab, ada: User, kept: Kept
) -> None:
    await tab.event("keep two")
    await tab.settle()
    assert tab.texts == ["Second"]
    assert await kept(ada) == [("Second", UNREAD), ("First", UNREAD)]


async def test_a_handler_that_raises_keeps_nothing(
    tab: Tab, ada: User, kept: Kept
) -> None:
    await tab.event("keep and crash", {"text": "Never"})
    await tab.reconnect()
    assert (tab.texts, await kept(ada)) == ([], [])


async def test_an_update_changes_what_is_kept(tab: Tab, ada: User, kept: Kept) -> None:
    await tab.event("keep", {"text": "10 %"})
    await tab.event("update", {"text": "20 %"})
    await tab.settle()
    assert await kept(ada) == [("20 %", UNREAD)]


async def test_an_update_in_the_same_turn_is_kept(
    tab: Tab, ada: User, kept: Kept
) -> None:
    await tab.event("keep and update", {"text": "2 %"})
    await tab.settle()
    assert await kept(ada) == [("2 %", UNREAD)]


@pytest.mark.parametrize("event", ["keep and clear", "keep"])
async def test_a_clear_by_the_handle_removes_it(
    tab: Tab, ada: User, kept: Kept, event: str
) -> None:
    await tab.event(event, {"text": "Never mind"})
    if event == "keep":
        await tab.event("clear")
    await tab.settle()
    assert (tab.texts, await kept(ada)) == ([], [])


async def test_a_handle_removes_what_its_visitor_has_dismissed(
    tab: Tab, ada: User, kept: Kept
) -> None:
    await tab.event("keep", {"text": "Never mind"})
    await tab.clear_flash(id=message_id(tab))
    await tab.event("clear")
    await tab.settle()
    assert await kept(ada) == []


async def test_clearing_the_page_leaves_what_is_kept(
    tab: Tab, ada: User, kept: Kept
) -> None:
    await tab.event("keep", {"text": "Shipped"})
    await tab.event("clear all")
    await tab.settle()
    assert (tab.texts, await kept(ada)) == ([], [("Shipped", UNREAD)])


async def test_a_dismissal_marks_it_as_read(tab: Tab, ada: User, kept: Kept) -> None:
    await tab.event("keep", {"text": "Shipped"})
    await tab.clear_flash(id=message_id(tab))
    await tab.settle()
    assert await kept(ada) == [("Shipped", READ)]


async def test_a_deletion_in_the_list_removes_it_from_the_page(
    tab: Tab, ada: User
) -> None:
    await tab.event("keep", {"text": "Shipped"})
    await tab.settle()
    await sync_to_async(keeping.delete)(str(ada.pk))
    await tab.wait_for_texts()


async def test_a_message_that_expires_stays_unread(
    tab: Tab, ada: User, kept: Kept
) -> None:
    await tab.event("keep", {"text": "Shipped"})
    await tab.clear_flash(id=message_id(tab), expired=True)
    await tab.settle()
    assert await kept(ada) == [("Shipped", UNREAD)]


async def test_work_in_the_background_keeps_it(tab: Tab, ada: User, kept: Kept) -> None:
    await tab.event("work", {"text": "Exported"})
    await tab.wait_for_texts("Exported")
    await tab.settle()
    assert await kept(ada) == [("Exported", UNREAD)]


async def test_a_navigation_keeps_it_once(tab: Tab, ada: User, kept: Kept) -> None:
    reply = await tab.event("keep and go", {"text": "Shipped"})
    flash = reply["response"]["live_redirect"]["flash"]
    await tab.navigate("/keeping/", flash)
    await tab.settle()
    assert (tab.texts, await kept(ada)) == (["Shipped"], [("Shipped", UNREAD)])


async def test_a_dismissal_after_a_navigation_marks_it_as_read(
    tab: Tab, ada: User, kept: Kept
) -> None:
    reply = await tab.event("keep and go", {"text": "Shipped"})
    await tab.navigate("/keeping/", reply["response"]["live_redirect"]["flash"])
    await tab.clear_flash(id=message_id(tab))
    await tab.settle()
    assert await kept(ada) == [("Shipped", READ)]


async def test_the_mount_of_a_page_keeps_it_once(
    open_tab: OpenTab, as_ada: AsyncClient, ada: User, kept: Kept
) -> None:
    tab = await open_tab("/keeping/?mount=Hello", as_ada)
    await tab.reconnect()
    await tab.settle()
    assert (tab.texts, await kept(ada)) == (["Hello"], [("Hello", UNREAD)])


async def test_the_response_of_a_live_page_keeps_what_its_mount_puts(
    as_ada: AsyncClient, ada: User, kept: Kept
) -> None:
    await as_ada.get("/keeping/?mount=Hello")
    assert await kept(ada) == [("Hello", UNREAD)]


async def test_each_load_of_a_page_keeps_what_its_mount_puts(
    as_ada: AsyncClient, ada: User, kept: Kept
) -> None:
    for _ in range(2):
        await as_ada.get("/keeping/?mount=Hello")
    assert await kept(ada) == [("Hello", UNREAD)] * 2


async def test_a_page_that_is_prefetched_keeps_nothing(
    as_ada: AsyncClient, ada: User, kept: Kept
) -> None:
    await as_ada.get("/keeping/?mount=Hello", headers={"sec-purpose": "prefetch"})
    assert await kept(ada) == []


async def test_a_page_load_keeps_what_dispatch_puts_once(
    open_tab: OpenTab, as_ada: AsyncClient, ada: User, kept: Kept
) -> None:
    tab = await open_tab("/keeping/?dispatch=Hello", as_ada)
    await tab.reconnect()
    await tab.settle()
    assert (tab.texts, await kept(ada)) == (["Hello"], [("Hello", UNREAD)])


async def test_a_live_navigation_keeps_what_dispatch_puts_once(
    tab: Tab, ada: User, kept: Kept
) -> None:
    await tab.navigate("/keeping/?dispatch=Hello")
    await tab.settle()
    await tab.reconnect()
    await tab.settle()
    assert await kept(ada) == [("Hello", UNREAD)]


async def test_a_redirect_out_of_mount_keeps_it_once(
    as_ada: AsyncClient, ada: User, kept: Kept
) -> None:
    await as_ada.get("/keeping/?mount=Hello&redirect", follow=True)
    assert await kept(ada) == [("Hello", UNREAD)]


async def test_a_mount_that_raises_keeps_nothing(ada: User, kept: Kept) -> None:
    client = AsyncClient(raise_request_exception=False)
    await client.aforce_login(ada)
    await client.get("/keeping/?mount=Hello&crash")
    assert await kept(ada) == []


async def test_a_visitor_without_a_user_is_only_shown_it(open_tab: OpenTab) -> None:
    tab = await open_tab("/keeping/?mount=Hello")
    await tab.event("keep", {"text": "Shipped"})
    await tab.clear_flash()
    assert await KeptMessage.objects.acount() == 0


async def test_a_tab_that_is_left_while_its_handler_runs_keeps_it(
    tab: Tab, ada: User, kept: Kept
) -> None:
    await tab.post("event", {"type": "click", "event": "keep", "value": {"text": "A"}})
    await tab.send("phx_leave")
    await tab.disconnect()
    assert await kept(ada) == [("A", UNREAD)]


async def test_a_database_that_fails_leaves_the_page_alive(
    tab: Tab, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: Any) -> None:
        raise DatabaseError("The disk is full")

    monkeypatch.setattr(storing, "store", fail)
    await tab.event("keep", {"text": "Shipped"})
    await tab.settle()
    assert tab.texts == ["Shipped"]
    assert "Pages continue without the inbox: The disk is full" in caplog.messages


# --- plain pages ----------------------------------------------------------------------


@pytest.fixture(params=[Client, AsyncClient], ids=["sync", "async"])
async def get(request: pytest.FixtureRequest, ada: User) -> Any:
    """Return a function that loads a page of Ada's."""
    client = request.param(raise_request_exception=False)
    await client.aforce_login(ada)

    async def load(url: str, **options: Any) -> Any:
        if isinstance(client, AsyncClient):
            return await client.get(url, **options)
        return await sync_to_async(client.get)(url, **options)

    return load


async def test_a_plain_page_keeps_it(get: Any, ada: User, kept: Kept) -> None:
    await get("/kept/?keep=Paid")
    assert await kept(ada) == [("Paid", UNREAD)]


async def test_a_redirect_keeps_it_once(get: Any, ada: User, kept: Kept) -> None:
    await get("/kept/?keep=Paid&then=redirect", follow=True)
    assert await kept(ada) == [("Paid", UNREAD)]


async def test_a_view_that_raises_keeps_nothing(
    get: Any, ada: User, kept: Kept
) -> None:
    await get("/kept/?keep=Paid&then=raise")
    assert await kept(ada) == []


async def test_a_marked_request_keeps_it(get: Any, ada: User, kept: Kept) -> None:
    await get("/kept/?keep=Paid", headers={"Liveflash-Page": "abc"})
    assert await kept(ada) == [("Paid", UNREAD)]


async def test_a_user_who_logs_out_on_the_way_is_only_shown_it(
    get: Any, ada: User, kept: Kept
) -> None:
    await get("/kept/?keep=Paid&then=log out")
    assert await kept(ada) == []


async def test_an_async_view_keeps_it(
    as_ada: AsyncClient, ada: User, kept: Kept
) -> None:
    await as_ada.get("/kept/awaited/")
    assert await kept(ada) == [("Awaited", UNREAD)]


def test_without_the_middleware_an_error_says_what_to_do(
    ada: User, settings: Settings
) -> None:
    settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if "Flash" not in each]
    client = Client()
    client.force_login(ada)
    with pytest.raises(Exception, match=r"liveflash\.middleware\.FlashMiddleware"):
        client.get("/kept/?keep=Paid")
    assert kept_by(ada) == []


async def test_a_dismissal_on_a_plain_page_marks_it_as_read(
    open_tab: OpenTab, as_ada: AsyncClient, ada: User, kept: Kept
) -> None:
    tab = await open_tab("/kept/?keep=Paid", as_ada)
    html = tab.response.content.decode()
    found = html.partition('<liveflash-message id="liveflash-')[2].partition('"')[0]
    assert "data-liveflash-shared" in html
    await tab.clear_flash(id=found)
    await tab.clear_flash(id="again")
    assert await kept(ada) == [("Paid", READ)]
