"""Guards of live views hold for every frame, also for those sent ahead."""

import asyncio
from typing import Any

import pytest
from django.test import AsyncClient

from tests.asgi import application
from tests.conftest import OpenPage
from tests.guarded import SECRET, GuardedView
from tests.protocol_client.frames import event_payload, frame
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.guarded"),
]

LINK_REDIRECT = {"status": "ok", "response": {"link_redirect": True}}


@pytest.fixture(autouse=True)
def handled() -> list[str]:
    """The events that have reached a handler."""
    GuardedView.handled.clear()
    return GuardedView.handled


async def opened(url: str, client: AsyncClient | None = None) -> LivePage:
    """A page that was loaded, with a socket, and not yet joined."""
    page = new_page(application, url, client)
    await page.get()
    await page.connect()
    return page


def frames_of(page: LivePage) -> list[str]:
    """Frames of each kind that a client may send ahead."""
    page.join_ref = "1"
    events = [
        ("event", event_payload("count")),
        ("event", event_payload("lv:clear-flash")),
        ("event", event_payload("count", "a=1", "form")),
        ("live_patch", {"url": "http://testserver/open/?page=2"}),
    ]
    return [
        frame("1", f"e{number}", page.topic, name, payload)
        for number, (name, payload) in enumerate(events)
    ]


async def frames_until_silence(page: LivePage) -> list[Any]:
    """All that the server sends, until it has sent nothing for a moment."""
    frames = []
    while not await page.socket.receive_nothing(0.3, 0.02):
        frames.append(await page.receive())
    return frames


# --- a view that sends the visitor away -----------------------------------------------


async def test_a_mount_that_redirects_answers_its_join_alone(
    handled: list[str],
) -> None:
    page = await opened("/mount-guard/")
    join = frame("1", "1", page.topic, "phx_join", page.join_payload())
    for text in (join, *frames_of(page)):
        await page.send_raw(text)
    frames = await frames_until_silence(page)
    assert ([answer[1] for answer in frames], handled) == (["1"], [])


async def test_handle_params_that_navigates_answers_its_join_alone(
    handled: list[str],
) -> None:
    page = await opened("/docs/1/")
    page.url = "/docs/2/"
    join = frame("1", "1", page.topic, "phx_join", page.join_payload())
    for text in (join, *frames_of(page)):
        await page.send_raw(text)
    frames = await frames_until_silence(page)
    assert ([answer[1] for answer in frames], handled) == (["1"], [])


@pytest.mark.parametrize("how", ["navigate", "redirect"])
async def test_a_view_takes_no_event_after_it_has_sent_the_visitor_away(
    live: OpenPage, handled: list[str], how: str
) -> None:
    page = await live("/open/")
    await page.post("event", event_payload(how), "go")
    for text in frames_of(page):
        await page.send_raw(text)
    frames = await frames_until_silence(page)
    answered = [answer[1] for answer in frames if answer[4]["status"] == "ok"]
    assert (answered, handled) == (["go"], [how])


async def test_an_info_that_redirects_ends_the_view(
    live: OpenPage, handled: list[str]
) -> None:
    page = await live("/open/")
    await page.event("later")
    await page.push("redirect")
    reply = await page.event("count")
    assert (reply["response"], handled) == ({"reason": "unmatched topic"}, ["later"])


async def test_a_patch_that_navigates_away_ends_the_view(
    live: OpenPage, handled: list[str]
) -> None:
    page = await live("/docs/1/")
    moved = await page.patch("/docs/2/")
    after = await page.event("where")
    assert ("live_redirect" in moved["response"], after["response"], handled) == (
        True,
        {"reason": "unmatched topic"},
        [],
    )


async def test_a_client_leaves_a_view_that_has_ended(live: OpenPage) -> None:
    page = await live("/open/")
    await page.event("navigate")
    assert (await page.send("phx_leave"))["status"] == "ok"


async def test_live_navigation_goes_on_over_the_same_socket(live: OpenPage) -> None:
    page = await live("/open/")
    await page.event("navigate")
    assert (await page.navigate("/other/"))["status"] == "ok"


# --- a patch passes the guards of its query -------------------------------------------


async def test_a_patch_to_a_guarded_query_is_refused(live: OpenPage) -> None:
    page = await live("/team/")
    assert await page.patch("/team/?team=theirs") == LINK_REDIRECT


async def test_a_patch_to_a_query_that_is_allowed_passes(live: OpenPage) -> None:
    page = await live("/team/")
    assert "diff" in (await page.patch("/team/?team=ours"))["response"]


async def test_middleware_that_guards_the_query_sees_a_patch(
    live: OpenPage, settings: Any
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.guarded.query_guard"]
    page = await live("/open/")
    assert await page.patch("/open/?team=theirs") == LINK_REDIRECT


async def test_a_patch_back_to_the_joined_query_passes_the_guards_too(
    live: OpenPage, settings: Any
) -> None:
    page = await live("/open/?team=theirs")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.guarded.query_guard"]
    assert await page.patch("/open/?team=theirs") == LINK_REDIRECT


async def test_push_patch_to_a_guarded_query_loads_that_page(live: OpenPage) -> None:
    page = await live("/team/")
    reply = await page.event("patch", {"to": "/team/?team=theirs"})
    assert reply["response"] == {"redirect": {"to": "/team/?team=theirs"}}


async def test_push_patch_to_a_query_that_is_allowed_passes(live: OpenPage) -> None:
    page = await live("/team/")
    reply = await page.event("patch", {"to": "/team/?team=ours"})
    assert reply["response"]["live_patch"]["to"] == "/team/?team=ours"


# --- what was unlocked at one URL -----------------------------------------------------


async def unlocked(live: OpenPage) -> LivePage:
    page = await live("/locked/1/")
    await page.event("unlock")
    await page.disconnect()
    await page.connect()
    return page


async def test_a_channel_session_comes_back_at_its_url(live: OpenPage) -> None:
    page = await unlocked(live)
    await page.join()
    assert "open" in page.html


@pytest.mark.parametrize("url", ["/locked/2/", "/locked/1/?doc=2", "/locked/"])
async def test_a_channel_session_does_not_come_back_at_another_url(
    live: OpenPage, url: str
) -> None:
    page = await unlocked(live)
    page.url = url
    await page.join()
    assert ("locked" in page.html, "open" in page.html) == (True, False)


async def test_a_channel_session_does_not_come_back_elsewhere_on_one_socket(
    live: OpenPage,
) -> None:
    page = await live("/locked/1/")
    await page.event("unlock")
    await page.send("phx_leave")
    page.url = "/locked/2/"
    await page.join()
    assert "locked" in page.html


async def test_a_channel_session_comes_back_where_a_patch_has_led(
    live: OpenPage,
) -> None:
    page = await live("/locked/1/")
    await page.event("unlock")
    await page.patch("/locked/2/")
    await page.event("unlock")
    page.url = "/locked/2/"
    await page.reconnect()
    assert "open" in page.html


async def test_flash_comes_back_at_another_url_of_the_view(live: OpenPage) -> None:
    page = await live("/docs/1/")
    await page.event("where")
    page.url = "/docs/3/"
    await page.reconnect()
    assert "at {" in page.html


# --- what middleware notes for one visitor --------------------------------------------


async def test_the_resolver_match_of_a_join_is_its_own(
    live: OpenPage, settings: Any
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.guarded.match_marker"]
    pages = [await live(f"/marked/?who={name}") for name in ("ada", "bob")]
    shown = [f"seen by [&#x27;{name}&#x27;]" for name in ("ada", "bob")]
    assert [text in page.html for text, page in zip(shown, pages, strict=True)] == [
        True,
        True,
    ]


# --- frames of a socket that has gone -------------------------------------------------


async def test_frames_of_a_socket_that_has_gone_are_dropped(
    handled: list[str],
) -> None:
    page = await opened("/slow/")
    join = frame("1", "1", page.topic, "phx_join", page.join_payload())
    for text in (join, *frames_of(page)):
        await page.send_raw(text)
    await asyncio.sleep(0.1)
    await page.disconnect()
    await asyncio.sleep(0.5)
    assert handled == []


async def test_the_guarded_text_is_shown_to_those_allowed(live: OpenPage) -> None:
    page = await live("/open/")
    assert SECRET in page.html
