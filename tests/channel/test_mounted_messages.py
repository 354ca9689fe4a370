"""Messages that a mount puts: one message from the response to the last reconnect."""

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import AsyncClient

from liveflash.flash import mounted
from tests.asgi import application
from tests.conftest import OpenPage
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage

pytestmark = pytest.mark.django_db(transaction=True)

WELCOME = "/welcome/"
PAGES = [WELCOME, "/sync-welcome/", "/progress/"]

_MESSAGE = re.compile(
    r'<liveflash-message id="liveflash-([^"]+)"[^>]* data-key="([^"]+)"'
    r' data-liveflash-revision="([^"]+)"'
)

Shown = list[tuple[str, str, str]]


def shown(html: str) -> Shown:
    """The messages in HTML: key, id, revision."""
    return [(key, each, number) for each, key, number in _MESSAGE.findall(html)]


def keys(page: LivePage) -> list[str]:
    return [key for key, _id, _revision in shown(page.html)]


def id_of(page: LivePage, key: str) -> str:
    return next(each for name, each, _revision in shown(page.html) if name == key)


async def restart(page: LivePage) -> None:
    """Lose the connection, and come back to a server that knows nothing."""
    await page.disconnect()
    await page.connect()


async def rejoin(page: LivePage, **params: Any) -> Any:
    """Reconnect with these parameters of the join beside the usual ones."""
    await restart(page)
    payload = page.join_payload()
    return await page.join(params=payload["params"] | params)


@pytest.mark.parametrize("url", PAGES)
async def test_the_join_shows_the_messages_of_the_response(
    live: OpenPage, url: str
) -> None:
    page = await live(url)
    assert shown(page.html) == shown(page.response.content.decode()) != []


@pytest.mark.parametrize("url", PAGES)
async def test_reconnects_show_the_same_messages(live: OpenPage, url: str) -> None:
    page = await live(url)
    first = shown(page.html)
    for _ in range(3):
        await page.reconnect()
    assert shown(page.html) == first


@pytest.mark.parametrize("url", PAGES)
async def test_each_page_has_messages_of_its_own(live: OpenPage, url: str) -> None:
    first, second = await live(url), await live(url)
    ids = {each for page in (first, second) for _key, each, _rev in shown(page.html)}
    assert len(ids) == len(shown(first.html)) + len(shown(second.html))


async def test_a_crash_shows_the_same_messages(live: OpenPage) -> None:
    page = await live(WELCOME)
    first = shown(page.html)
    await page.event("fail")
    await page.join()
    assert shown(page.html) == first


@pytest.mark.parametrize("key", ["welcome", "info", "page"])
@pytest.mark.parametrize("times", [1, 3])
async def test_a_dismissed_message_stays_away(
    live: OpenPage, key: str, times: int
) -> None:
    page = await live(WELCOME)
    await page.clear_flash(id=id_of(page, key))
    for _ in range(times):
        await page.reconnect()
    assert keys(page) == [k for k in ("welcome", "info", "page") if k != key]


async def test_an_expired_message_stays_away(live: OpenPage) -> None:
    page = await live(WELCOME)
    await page.clear_flash(id=id_of(page, "info"), expired=True)
    await page.reconnect()
    assert keys(page) == ["welcome", "page"]


async def test_all_dismissed_messages_stay_away(live: OpenPage) -> None:
    page = await live(WELCOME)
    await page.clear_flash()
    await page.reconnect()
    await page.reconnect()
    assert keys(page) == []


async def test_a_message_that_was_dismissed_offline_stays_away(live: OpenPage) -> None:
    page = await live(WELCOME)
    await rejoin(page, _flash={id_of(page, "info"): [0, False]}, _messages={})
    away = keys(page)
    await page.reconnect()
    assert (away, keys(page)) == (["welcome", "page"],) * 2


async def test_a_message_that_was_dismissed_before_the_join_stays_away() -> None:
    page = new_page(application, WELCOME, AsyncClient())
    await page.get()
    ((_key, message_id, _revision), *_rest) = shown(page.response.content.decode())
    await page.connect()
    params = page.join_payload()["params"] | {"_flash": {message_id: [0, False]}}
    await page.join(params=params)
    away = keys(page)
    await page.reconnect()
    await page.disconnect()
    assert (away, keys(page)) == (["info", "page"],) * 2


async def test_a_message_keeps_the_time_that_it_has_left(live: OpenPage) -> None:
    page = await live(WELCOME)
    await rejoin(page, _flash={id_of(page, "info"): [7, True]})
    assert 'data-liveflash-timeout="7.0"' in page.html


async def test_a_message_that_was_replaced_does_not_come_back(live: OpenPage) -> None:
    page = await live(WELCOME)
    await page.event("say", {"text": "Saved"})
    await page.reconnect()
    assert (keys(page), "Saved" in page.html) == (["welcome", "page", "info"], True)


async def test_a_message_that_the_view_cleared_may_come_again(live: OpenPage) -> None:
    page = await live(WELCOME)
    await page.event("take")
    cleared = keys(page)
    await page.reconnect()
    assert (cleared, keys(page)) == ([], ["welcome", "info", "page"])


async def test_an_updated_message_stays_as_it_is(live: OpenPage) -> None:
    page = await live("/progress/")
    await page.event("advance")
    updated = shown(page.html)
    await page.reconnect()
    assert (shown(page.html), updated[0][2]) == (updated, "1")
    assert "50 %" in page.html


async def test_a_reconnected_view_updates_the_message_of_its_mount(
    live: OpenPage,
) -> None:
    page = await live("/progress/")
    await page.reconnect()
    reply = await page.event("advance")
    assert (reply["response"]["diff"]["r"], "50 %" in page.html) == (
        {"updated": True},
        True,
    )


async def test_a_dismissed_message_cannot_be_updated(live: OpenPage) -> None:
    page = await live("/progress/")
    await page.clear_flash()
    await page.reconnect()
    reply = await page.event("advance")
    assert reply["response"]["diff"]["r"] == {"updated": False}


async def test_a_message_that_its_handle_cleared_may_come_again(live: OpenPage) -> None:
    page = await live("/progress/")
    await page.event("finish")
    await page.reconnect()
    assert keys(page) == ["job"]


async def test_a_patch_clears_for_good(live: OpenPage) -> None:
    page = await live(WELCOME)
    await page.patch("/welcome/?page=2")
    page.url = "/welcome/?page=2"
    await page.reconnect()
    assert "welcome" not in keys(page)


async def patch(page: LivePage, number: int, *, is_pushed: bool) -> None:
    """Go to another URL of the page, by a link or by the view."""
    if is_pushed:
        await page.event("turn", {"page": number})
    else:
        await page.patch(f"/welcome/?page={number}")
    page.url = f"/welcome/?page={number}"


by_both = pytest.mark.parametrize("is_pushed", [False, True], ids=["link", "pushed"])


@by_both
async def test_each_patch_shows_its_message(live: OpenPage, is_pushed: bool) -> None:
    page = await live(WELCOME)
    ids = []
    for number in (2, 3, 2):
        await patch(page, number, is_pushed=is_pushed)
        ids.append(id_of(page, "page"))
        await page.reconnect()
        assert f"Page {number}" in page.html
    assert len(set(ids)) == 3


@by_both
async def test_a_reconnect_shows_the_message_of_a_patch(
    live: OpenPage, is_pushed: bool
) -> None:
    page = await live(WELCOME)
    await patch(page, 2, is_pushed=is_pushed)
    patched = shown(page.html)
    await page.reconnect()
    await page.reconnect()
    assert shown(page.html) == patched


@by_both
async def test_a_dismissed_message_of_a_patch_stays_away(
    live: OpenPage, is_pushed: bool
) -> None:
    page = await live(WELCOME)
    await patch(page, 2, is_pushed=is_pushed)
    await page.clear_flash(key="page")
    await page.reconnect()
    await page.reconnect()
    assert "page" not in keys(page)


async def test_a_mount_that_patches_shows_its_messages_once(live: OpenPage) -> None:
    page = await live("/moving-welcome/")
    first = shown(page.html)
    await page.reconnect()
    again = shown(page.html)
    await page.clear_flash()
    await page.reconnect()
    assert (again, shown(page.html)) == (first, [])
    assert "page" in {key for key, _id, _revision in first}


async def test_another_page_load_shows_them_again(live: OpenPage) -> None:
    page = await live(WELCOME)
    await page.clear_flash()
    again = await live(WELCOME, page.client)
    assert keys(again) == ["welcome", "info", "page"]


@pytest.mark.parametrize("dismissed", [False, True])
async def test_a_visit_by_live_navigation_shows_them_anew(
    live: OpenPage, dismissed: bool
) -> None:
    page = await live(WELCOME)
    first = shown(page.html)
    if dismissed:
        await page.clear_flash()
    await page.navigate("/feedback/")
    await page.navigate(WELCOME)
    ids = {each for _key, each, _revision in (*first, *shown(page.html))}
    assert (keys(page), len(ids)) == (["welcome", "info", "page"], 6)


async def test_reconnects_after_live_navigation_show_the_same(live: OpenPage) -> None:
    page = await live("/feedback/")
    await page.navigate(WELCOME)
    first = shown(page.html)
    await page.reconnect()
    await page.clear_flash(id=id_of(page, "info"))
    await page.reconnect()
    assert shown(page.html) == [each for each in first if each[0] != "info"]


async def test_a_page_whose_record_is_lost_shows_the_same(
    live: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = await live(WELCOME)
    first = shown(page.html)
    await page.disconnect()
    monkeypatch.setattr("liveflash.storage.page_record.READ_RETRY_DELAYS", ())
    await Session.objects.all().adelete()
    await page.connect()
    await page.join()
    assert shown(page.html) == first


async def test_so_many_messages_are_remembered(
    live: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mounted, "MAX_MOUNTED_MESSAGES", 2)
    page = await live(WELCOME)
    await page.clear_flash()
    await page.reconnect()
    assert keys(page) == ["welcome"]
