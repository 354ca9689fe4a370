"""Flash on its page, on the way to the next one, and through a lost connection."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import AsyncClient

from liveflash.storage.flash_cookie import COOKIE
from tests.asgi import application
from tests.conftest import OpenPage
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage, message_texts, refusal

pytestmark = pytest.mark.django_db(transaction=True)


def shown(html: str) -> list[str]:
    """The texts of the messages that ``{% liveflash %}`` shows."""
    return message_texts(html)


async def put(page: LivePage, key: str, text: str) -> Any:
    return await page.event("put", {"key": key, "text": text})


async def go(page: LivePage, how: str, to: str, text: str = "Sent along") -> Any:
    reply = await page.event("go", {"how": how, "to": to, "text": text})
    return reply["response"]


async def get(url: str, client: AsyncClient) -> str:
    response: Any = await client.get(url, follow=True)
    return str(response.content.decode())


async def test_messages_are_shown_in_order(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "info", "First")
    await put(page, "error", "Second")
    assert shown(page.html) == ["First", "Second"]


async def test_the_last_put_of_a_key_wins(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "info", "First")
    await put(page, "info", "Second")
    assert shown(page.html) == ["Second"]


async def test_the_same_text_again_is_a_new_message(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "info", "Saved")
    first = re.search(r'id="(liveflash-[^"]+)"', page.html)
    await put(page, "info", "Saved")
    second = re.search(r'id="(liveflash-[^"]+)"', page.html)
    assert first
    assert second
    assert first[1] != second[1]


@pytest.mark.parametrize(
    ("value", "left"),
    [
        pytest.param({"key": "info"}, ["E"], id="key"),
        pytest.param({}, [], id="all"),
        pytest.param({"key": "absent"}, ["I", "E"], id="absent"),
        pytest.param({"key": "info", "value": ""}, ["E"], id="button"),
    ],
)
async def test_the_client_clears_flash(
    live: OpenPage, value: dict[str, Any], left: list[str]
) -> None:
    page = await live("/stage/")
    await put(page, "info", "I")
    await put(page, "error", "E")
    await page.clear_flash(**value)
    assert shown(page.html) == left


async def test_the_client_clears_one_message_by_its_id(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "info", "I")
    await put(page, "error", "E")
    first = re.search(r'id="liveflash-([^"]+)"', page.html)
    assert first
    await page.clear_flash(id=first[1])
    assert shown(page.html) == ["E"]


@pytest.mark.parametrize("value", [{"key": 1}, {"key": None}, {"id": []}, {"key": ""}])
async def test_an_ill_formed_clear_clears_nothing(
    live: OpenPage, value: dict[str, Any]
) -> None:
    page = await live("/stage/")
    await put(page, "info", "I")
    reply = await page.clear_flash(**value)
    assert refusal(reply) == "malformed event"
    assert shown(page.html)[0] == "I"


async def test_clearing_never_reaches_the_view(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.clear_flash(key="info")
    assert "lv:clear-flash" not in re.sub(r"<button.*?</button>", "", page.html)


async def test_an_info_leaves_flash_alone(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "error", "Stays")
    await page.event("later")
    await page.push("diff")
    assert shown(page.html) == ["Stays", "info rung"]


@pytest.mark.parametrize(("url", "left"), [("/stage/", []), ("/kept/", ["Before"])])
async def test_a_client_patch_clears_flash(
    live: OpenPage, url: str, left: list[str]
) -> None:
    page = await live(url)
    await put(page, "info", "Before")
    await page.patch(f"{url}?page=2")
    assert shown(page.html) == left


async def test_push_patch_keeps_what_was_put_in_its_turn(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "error", "Before")
    await go(page, "patch", "/stage/?page=2")
    assert shown(page.html) == ["Sent along"]


@pytest.mark.parametrize("how", ["navigate", "replace"])
async def test_live_navigation_brings_what_was_put_in_its_turn(
    live: OpenPage, how: str
) -> None:
    page = await live("/stage/")
    await put(page, "error", "Before")
    response = await go(page, how, "/other/")
    await page.navigate("/other/", response["live_redirect"]["flash"])
    assert shown(page.html) == ["Sent along"]


async def test_navigation_without_flash_carries_no_token(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "info", "Before")
    response = await go(page, "navigate", "/other/", "")
    assert response == {"live_redirect": {"to": "/other/", "kind": "push"}}


async def test_a_token_is_shown_again_after_a_lost_reply(live: OpenPage) -> None:
    page = await live("/stage/")
    response = await go(page, "navigate", "/other/")
    token = response["live_redirect"]["flash"]
    await page.navigate("/other/", token)
    await page.navigate("/other/", token)
    assert shown(page.html) == ["Sent along"]


async def test_a_token_is_shown_by_one_page_only(live: OpenPage) -> None:
    page = await live("/stage/")
    other = await live("/stage/", page.client)
    token = (await go(page, "navigate", "/other/"))["live_redirect"]["flash"]
    await page.navigate("/other/", token)
    await other.navigate("/other/", token)
    assert (shown(page.html), shown(other.html)) == (["Sent along"], [])


async def test_a_token_of_another_visitor_shows_nothing(live: OpenPage) -> None:
    page, other = await live("/stage/"), await live("/stage/")
    token = (await go(page, "navigate", "/other/"))["live_redirect"]["flash"]
    await other.navigate("/other/", token)
    assert shown(other.html) == []


@pytest.mark.parametrize("url", ["/other/", "/plain/"])
async def test_a_redirect_brings_flash_to_the_next_page_once(
    live: OpenPage, url: str
) -> None:
    page = await live("/stage/")
    token = (await go(page, "redirect", url))["redirect"]["flash"]
    page.client.cookies[COOKIE] = token
    first, second = await get(url, page.client), await get(url, page.client)
    assert (shown(first), shown(second)) == (["Sent along"], [])


async def test_what_a_redirect_brought_is_there_after_the_join(live: OpenPage) -> None:
    page = await live("/stage/")
    page.client.cookies[COOKIE] = (await go(page, "redirect", "/other/"))["redirect"][
        "flash"
    ]
    arrived = await live("/other/", page.client)
    assert shown(arrived.html) == ["Sent along"]


async def test_a_mount_that_redirects_over_http_sends_its_flash_along() -> None:
    client = AsyncClient()
    html = await get("/leaving/plain/", client)
    assert shown(html) == ["You were sent here."]


@pytest.mark.parametrize(
    ("how", "kind"), [("live", "live_redirect"), ("plain", "redirect")]
)
async def test_a_mount_that_redirects_a_join_sends_its_flash_along(
    live: OpenPage, how: str, kind: str
) -> None:
    page = await live("/stage/")
    reply = await page.navigate(f"/leaving/{how}/")
    assert (reply["status"], "flash" in reply["response"][kind]) == ("error", True)


async def test_a_plain_view_sends_flash_to_a_live_page(live: OpenPage) -> None:
    client = AsyncClient()
    await client.get("/send/?put=info&put=error")
    page = await live("/stage/", client)
    html = page.response.content.decode()
    assert (shown(html), shown(page.html)) == (["sent info", "sent error"],) * 2


async def test_flash_that_a_plain_view_sent_is_gone_after_a_reload(
    live: OpenPage,
) -> None:
    client = AsyncClient()
    await client.get("/send/?put=info")
    await live("/stage/", client)
    page = await live("/stage/", client)
    assert shown(page.html) == []


async def test_a_reconnect_restores_what_was_shown(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "info", "Still here")
    await page.reconnect()
    assert shown(page.html) == ["Still here"]


async def test_what_was_dismissed_stays_gone_after_a_reconnect(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "info", "Gone")
    await page.clear_flash()
    await page.reconnect()
    assert shown(page.html) == []


async def test_a_reload_begins_without_flash(live: OpenPage) -> None:
    page = await live("/stage/")
    await put(page, "info", "Read")
    again = await live("/stage/", page.client)
    assert shown(again.html) == []


async def test_a_reconnect_after_navigation_shows_nothing_of_the_former_view(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    await put(page, "info", "Former")
    await page.navigate("/other/")
    await page.reconnect()
    assert shown(page.html) == []


async def test_two_tabs_have_each_their_own(live: OpenPage) -> None:
    page = await live("/stage/")
    other = await live("/stage/", page.client)
    await put(page, "info", "Mine")
    await other.reconnect()
    assert shown(other.html) == []


async def test_a_page_with_nothing_to_keep_stores_nothing(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("anything")
    await page.disconnect()
    assert await Session.objects.acount() == 0


async def test_a_record_is_no_login(live: OpenPage) -> None:
    client = AsyncClient()
    await client.aforce_login(await User.objects.acreate(username="ada"))
    page = await live("/members/", client)
    await put(page, "info", "Kept")
    await page.disconnect()
    keys = [s.session_key async for s in Session.objects.all()]
    thief = AsyncClient()
    codes = []
    for key in keys:
        if key != client.cookies["sessionid"].value:
            thief.cookies["sessionid"] = key
            codes.append((await thief.get("/members/")).status_code)
    assert codes == [302]


async def test_the_page_is_not_cached() -> None:
    page = new_page(application, "/stage/")
    response = await page.get()
    assert response["Cache-Control"] == "private, no-store"


async def test_a_dataclass_stays_what_it_was_through_two_reconnects(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    await page.event("receipt")
    for _ in range(2):
        await page.reconnect()
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", page.html)
    assert pairs == [("number", "7"), ("fields", "a, b")]


def message_id(page: LivePage) -> str:
    found = re.search(r'id="liveflash-([^"]+)"', page.html)
    assert found
    return found[1]


async def test_a_message_is_updated_in_place_in_a_later_turn(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("put and keep", {"text": "Importing… 40 %"})
    first = message_id(page)
    reply = await page.event("update", {"text": "Done."})
    assert (reply["response"]["diff"]["r"], shown(page.html), message_id(page)) == (
        {"updated": True},
        ["Done."],
        first,
    )


async def test_an_update_says_that_the_message_was_dismissed(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("put and keep", {"text": "Importing… 40 %"})
    await page.clear_flash(id=message_id(page))
    reply = await page.event("update", {"text": "Done."})
    assert (reply["response"]["diff"]["r"], shown(page.html)) == (
        {"updated": False},
        [],
    )


async def test_a_report_of_time_left_does_not_change_the_page(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    await page.event("put and keep", {"text": "Saved"})
    reply = await page.event(
        "lv:flash-time", {message_id(page): [2.5, True], "x": [1, False]}
    )
    assert reply == {"status": "ok", "response": {}}


async def test_ill_typed_times_are_refused(live: OpenPage) -> None:
    page = await live("/stage/")
    reply = await page.event("lv:flash-time", {"x": "y"})
    assert reply == {
        "status": "ok",
        "response": {"diff": {"r": {"refused": "malformed times"}}},
    }


@pytest.mark.parametrize(
    ("left", "texts"),
    [pytest.param(5, ["Saved"], id="left"), pytest.param(0, [], id="over")],
)
async def test_a_reconnect_restores_what_the_page_says_is_left(
    live: OpenPage, left: float, texts: list[str]
) -> None:
    page = await live("/stage/")
    await page.event("put and keep", {"text": "Saved"})
    times = {message_id(page): [left, False]}
    await page.disconnect()
    await page.connect()
    await page.join(params={"_mounts": 1, "_flash": times})
    assert shown(page.html) == texts
