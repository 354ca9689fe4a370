"""Flash belongs to one visitor: others never see it, and logging out removes it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import AsyncClient
from django.utils import timezone
from pytest_django import Settings

from liveflash.concurrency import in_pool
from liveflash.storage.flash_cookie import COOKIE
from tests.conftest import Later
from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

End = Callable[[AsyncClient], Awaitable[None]]


async def test_two_tabs_show_each_their_own(new_tab: NewTab) -> None:
    first = new_tab()
    await first.load("/live/")
    second = new_tab(first.client)
    await second.load("/live/")
    await first.act("stay", put="error")
    await second.act("stay", put="info")
    await first.reconnect()
    await second.restart()
    assert (first.shown, second.shown) == (["Before"], ["Turn"])


async def test_two_tabs_that_navigate_to_one_page_bring_each_their_own(
    new_tab: NewTab,
) -> None:
    first = new_tab()
    await first.load("/live/")
    second = new_tab(first.client)
    await second.load("/live/")
    await first.act("push_navigate", to="/live/other/", put="error")
    await second.act("push_navigate", to="/live/other/", put="info")
    assert (first.shown, second.shown) == (["Before"], ["Turn"])


async def test_a_tab_that_looks_on_does_not_take_what_another_brings(
    new_tab: NewTab,
) -> None:
    first = new_tab()
    await first.load("/live/")
    second = new_tab(first.client)
    await second.load("/live/other/")
    reply = await first.live.submit(
        "push_navigate", {"to": "/live/other/", "put": "info"}
    )
    await second.reconnect()
    await first.follow(reply["response"])
    assert (first.shown, second.shown) == (["Turn"], [])


async def log_out(client: AsyncClient) -> None:
    await client.get("/logout/")


async def log_in_as_another(client: AsyncClient) -> None:
    await client.get("/login/?name=bob")


async def log_in_anew(client: AsyncClient) -> None:
    await client.get("/logout/")
    await client.get("/login/?name=ada")


async def flush(client: AsyncClient) -> None:
    await client.get("/flush/")


async def expire(client: AsyncClient) -> None:
    await Session.objects.filter(session_key=client.cookies["sessionid"].value).aupdate(
        expire_date=timezone.now() - timedelta(seconds=1)
    )


async def change_password(client: AsyncClient) -> None:
    user = await User.objects.aget(username="ada")
    user.set_password("another")
    await user.asave()


@pytest.fixture(
    params=[
        log_out,
        log_in_as_another,
        log_in_anew,
        flush,
        expire,
        change_password,
    ]
)
def end(request: pytest.FixtureRequest) -> End:
    """Each way for a visitor to become another one."""
    chosen: End = request.param
    return chosen


@pytest.fixture
async def ada(new_tab: NewTab) -> Tab:
    """A tab of somebody who has logged in, on a live page."""
    tab = new_tab()
    await tab.client.get("/login/?name=ada")
    await tab.load("/live/")
    return tab


async def test_a_page_of_the_former_user_is_not_restored(ada: Tab, end: End) -> None:
    await ada.act("stay", put="error")
    await end(ada.client)
    await ada.reconnect()
    assert (ada.http, ada.joined) == ([], [])


@pytest.mark.parametrize("how", ["push_navigate", "redirect"])
@pytest.mark.parametrize("to", ["/live/other/", "/plain/"])
async def test_what_the_former_user_sent_does_not_arrive(
    ada: Tab, end: End, to: str, how: str
) -> None:
    reply = await ada.live.submit(how, {"to": to, "put": "info"})
    await end(ada.client)
    await ada.follow(reply["response"])
    assert ada.shown == []


async def test_what_the_former_user_sent_does_not_arrive_without_its_token(
    ada: Tab, end: End
) -> None:
    await ada.live.submit("push_navigate", {"to": "/live/other/", "put": "info"})
    await end(ada.client)
    await ada.load("/live/other/")
    assert ada.shown == []


async def test_what_the_former_user_was_to_see_is_gone(ada: Tab, end: End) -> None:
    await ada.client.get("/act/?put=info")
    await end(ada.client)
    await ada.load("/live/")
    assert ada.shown == []


async def test_a_page_that_was_loaded_before_the_end_does_not_join(
    ada: Tab, new_tab: NewTab, end: End
) -> None:
    await ada.client.get("/act/?put=info")
    await ada.load("/live/")
    await ada.live.disconnect()
    await end(ada.client)
    await ada.live.connect()
    ada.live.mounts = 0
    reply = await ada.live.join()
    assert reply == {"status": "error", "response": {"reason": "invalid token"}}


async def test_after_the_end_there_is_flash_again(ada: Tab, end: End) -> None:
    await ada.act("stay", put="error")
    await end(ada.client)
    await ada.load("/live/")
    await ada.act("stay", put="info")
    await ada.reconnect()
    assert ada.shown == ["Turn"]


async def test_flash_that_was_put_before_the_log_in_shows_after_it(
    new_tab: NewTab,
) -> None:
    tab = new_tab()
    await tab.client.get("/act/?put=info")
    await tab.client.get("/login/?name=ada")
    await tab.load("/live/")
    assert (tab.http, tab.joined) == (["Turn"], ["Turn"])


@pytest.fixture(params=["db", "cached_db", "signed_cookies"])
def session_engine(request: pytest.FixtureRequest, settings: Settings) -> None:
    """Engines of the visitors' own sessions."""
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"


async def visit(tab: Tab) -> list[list[str]]:
    """Go everywhere as a visitor who has no session."""
    seen = []
    await tab.load("/live/")
    await tab.act("stay", put="error")
    await tab.reconnect()
    seen.append(tab.shown)
    await tab.act("push_navigate", to="/live/other/", put="info")
    seen.append(tab.shown)
    await tab.act("redirect", to="/live/", put="success")
    seen.append(tab.shown)
    await tab.act("redirect", to="/plain/", put="info")
    seen.append(tab.shown)
    await tab.leave()
    return seen


async def test_a_visitor_without_a_session_has_flash(
    new_tab: NewTab, session_engine: None
) -> None:
    assert await visit(new_tab()) == [["Before"], ["Turn"], ["More"], ["Turn"]]


async def test_a_visitor_without_a_session_is_given_none(
    new_tab: NewTab, session_engine: None
) -> None:
    tab = new_tab()
    await visit(tab)
    assert set(tab.client.cookies) - {COOKIE} == {"csrftoken"}


async def test_the_records_that_are_left_are_flash_and_expire_within_the_hour(
    new_tab: NewTab,
) -> None:
    await visit(new_tab())
    hour = timezone.now() + timedelta(hours=1)
    left = [
        (set(record.get_decoded()), record.expire_date <= hour)
        async for record in Session.objects.all()
    ]
    ours = {"_liveflash", "_liveflash_writer", "_session_expiry"}
    assert [(names - ours, is_short) for names, is_short in left] == [
        (set(), True)
    ] * len(left)


async def test_nothing_is_left_when_the_records_have_expired(
    new_tab: NewTab, later: Later
) -> None:
    await visit(new_tab())
    before = await Session.objects.acount()
    later(3601)
    await in_pool(call_command, "clearsessions")
    assert (before > 0, await Session.objects.acount()) == (True, 0)


async def test_records_have_keys_that_tell_nothing(ada: Tab) -> None:
    await ada.act("stay", put="error")
    page_id, session_key = ada.live.page_id, ada.client.cookies["sessionid"].value
    await ada.leave()
    keys = [record.session_key async for record in Session.objects.all()]
    told = [key for key in keys if page_id in key or session_key in key]
    assert (len(keys), told) == (2, [session_key])
