"""A joined topic, through the protocol: events, order, crashes, leaving."""

import asyncio
import logging
import re
from html import escape
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group

from liveflash import conf
from tests.conftest import OpenPage
from tests.live import RAISED
from tests.protocol_client.frames import event_payload, heartbeat

pytestmark = pytest.mark.django_db(transaction=True)


def lines(html: str) -> list[str]:
    """Return the log of the stage's view."""
    log = re.search(r'<p id="log">(.*?)</p>', html, re.DOTALL)
    assert log is not None
    return log[1].split("\n")[:-1]


async def test_the_join_reply_announces_the_bundles_version(live: OpenPage) -> None:
    page = await live("/stage/")
    reply = await page.join()
    assert re.fullmatch(r"\d+\.\d+\.\d+", reply["response"]["liveview_version"])


async def test_a_join_mounts_connected(live: OpenPage) -> None:
    page = await live("/stage/")
    response = page.response.content.decode()
    phases = [re.search(r'id="phase">(\w*)', html)[1] for html in (response, page.html)]  # type: ignore[index]
    assert phases == ["http", "connected"]


@pytest.mark.parametrize(
    ("kind", "name", "value", "written"),
    [
        pytest.param("click", "clicked", {"a": "1"}, "clicked {'a': '1'}", id="click"),
        pytest.param("keyup", "key", {"key": "x"}, "key {'key': 'x'}", id="keyup"),
        pytest.param(
            "focus", "focus", {"value": ""}, "focus {'value': ''}", id="focus"
        ),
        pytest.param("hook", "hooked", [1, None], "hooked [1, None]", id="hook"),
        pytest.param(
            "form", "sent", "a=1&a=2&b=%C3%A9", "sent a=1&a=2&b=%C3%A9", id="form"
        ),
    ],
)
async def test_an_event_reaches_its_handler(
    live: OpenPage, kind: str, name: str, value: object, written: str
) -> None:
    page = await live("/stage/")
    await page.event(name, value, kind)
    assert lines(page.html)[1:] == [escape(written)]


async def test_a_form_event_carries_its_target_and_values(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.send(
        "event",
        {
            "type": "form",
            "event": "changed",
            "value": "text=a",
            "meta": {"_target": "text", "row": "3"},
        },
    )
    assert lines(page.html)[1:] == ["changed text=a&amp;_target=text&amp;row=3"]


async def test_a_hooks_event_gets_its_reply(live: OpenPage) -> None:
    page = await live("/stage/")
    reply = await page.event("echo", {"n": 1}, "hook")
    assert reply["response"]["diff"] == {"r": {"echo": {"n": 1}}}


async def test_an_event_without_effect_is_answered_with_nothing(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("clear", {})
    assert await page.event("clear", {}) == {"status": "ok", "response": {"diff": {}}}


async def test_a_pushed_event_rides_on_the_diff(live: OpenPage) -> None:
    page = await live("/stage/")
    reply = await page.event("push", {"name": "Ada"})
    assert reply["response"]["diff"] == {"e": [["greet", {"name": "Ada"}]]}


async def test_a_title_is_sent_once(live: OpenPage) -> None:
    page = await live("/stage/")
    first = await page.event("title", {"title": "News"})
    second = await page.event("title", {"title": "News"})
    titles = [reply["response"]["diff"].get("t") for reply in (first, second)]
    assert titles == ["News", None]


async def test_an_info_is_pushed_as_a_diff(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("later")
    await page.push("diff")
    assert "info rung" in page.html


async def test_a_scheduled_info_comes_again(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("again")
    await page.push("diff")
    await page.push("diff")
    assert lines(page.html)[1:3] == ["info tick", "info tick"]


async def test_a_patch_keeps_the_view(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.patch("/stage/?page=2")
    assert lines(page.html) == ["params /stage/ ", "params /stage/ page=2"]


async def test_captured_path_values_are_among_the_parameters(live: OpenPage) -> None:
    page = await live("/stage/7/?a=b")
    assert lines(page.html) == ["params /stage/7/ a=b&amp;pk=7"]


async def test_a_patch_to_another_view_sends_the_client_there(live: OpenPage) -> None:
    page = await live("/stage/")
    reply = await page.patch("/other/")
    assert reply == {"status": "ok", "response": {"link_redirect": True}}


async def test_push_patch_gives_parameters_and_moves_the_url(live: OpenPage) -> None:
    page = await live("/stage/")
    reply = await page.event("go", {"how": "patch", "to": "/stage/?page=3"})
    assert (reply["response"]["live_patch"], lines(page.html)[-1]) == (
        {"kind": "push", "to": "/stage/?page=3"},
        "params /stage/ page=3",
    )


async def test_handle_params_may_patch_on(live: OpenPage) -> None:
    page = await live("/stage/")
    reply = await page.patch("/stage/?next=5")
    assert reply["response"]["live_patch"] == {"kind": "push", "to": "/stage/?page=5"}


@pytest.mark.parametrize(
    ("how", "response"),
    [
        ("navigate", {"live_redirect": {"to": "/other/", "kind": "push"}}),
        ("replace", {"live_redirect": {"to": "/other/", "kind": "replace"}}),
        ("redirect", {"redirect": {"to": "/other/"}}),
    ],
)
async def test_navigation_is_sent_to_the_client(
    live: OpenPage, how: str, response: object
) -> None:
    page = await live("/stage/")
    reply = await page.event("go", {"how": how, "to": "/other/"})
    assert reply == {"status": "ok", "response": response}


@pytest.mark.parametrize(
    "to", ["//evil.example", "javascript:alert(1)", "/a\nb", "\\\\x"]
)
async def test_a_target_that_leaves_the_site_crashes_the_view(
    live: OpenPage, to: str
) -> None:
    page = await live("/stage/")
    reply = await page.event("go", {"how": "redirect", "to": to})
    assert reply["status"] == "crashed"


async def test_a_topic_is_left_and_joined_again(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.navigate("/other/")
    assert "<h1>Other</h1>" in page.html


async def test_several_topics_share_a_socket(live: OpenPage) -> None:
    page = await live("/stage/")
    other = await live("/other/", page.client)
    own_socket, other.socket, other.topic = other.socket, page.socket, "lv:other"
    await other.join()
    await page.event("put", {"key": "info", "text": "Here"})
    other.socket = own_socket
    assert ("Here" in page.html, "Here" in other.html) == (True, False)


async def test_a_sleeping_handler_holds_up_no_heartbeat(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.post("event", event_payload("sleep"), "s")
    await page.send_raw(heartbeat("h"))
    answered = [(await page.receive())[1] for _ in range(2)]
    assert answered == ["h", "s"]


@pytest.mark.parametrize("url", ["/stage/", "/sync/"], ids=["async", "plain"])
async def test_a_sleeping_handler_holds_up_no_other_topic(
    live: OpenPage, url: str
) -> None:
    page, other = await live(url), await live("/sync/")
    order: list[str] = []

    async def sleep() -> None:
        await page.event("sleep", {"for": 0.4})
        order.append("slept")

    async def quick() -> None:
        await other.event("quick")
        order.append("quick")

    await asyncio.gather(sleep(), quick())
    assert order == ["quick", "slept"]


@pytest.mark.parametrize("url", ["/stage/", "/sync/"], ids=["async", "plain"])
async def test_events_of_a_topic_stay_in_order(live: OpenPage, url: str) -> None:
    page = await live(url)
    for ref, name in (("1", "sleep"), ("2", "quick")):
        await page.post("event", event_payload(name), ref)
    assert [(await page.receive())[1] for _ in range(2)] == ["1", "2"]


async def test_a_leave_is_not_held_up_by_a_sleeping_handler(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.post("event", event_payload("sleep", {"for": 0.5}), "s")
    await page.navigate("/other/")
    assert "<h1>Other</h1>" in page.html


async def test_a_crash_ends_its_view_alone(
    live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    page = await live("/stage/")
    other = await live("/other/", page.client)
    own_socket, other.socket, other.topic = other.socket, page.socket, "lv:other"
    await other.join()
    crashed = await page.event("crash")
    answered = await other.event("put", {"key": "info", "text": "Still here"})
    rejoined = await page.join()
    other.socket = own_socket
    assert (crashed["status"], answered["status"], rejoined["status"]) == (
        "crashed",
        "ok",
        "ok",
    )


@pytest.mark.parametrize("kind", RAISED)
async def test_plain_callbacks_that_raise_take_no_threads_away(
    live: OpenPage, kind: str
) -> None:
    page = await live("/sync/")
    for _ in range(2 * conf.threads() + 1):
        crashed = await page.event("raise", {"kind": kind})
        assert crashed["status"] == "crashed"
        await page.join()
    await page.event("count")
    assert "count done" in page.html


async def test_a_crash_is_logged_with_its_traceback(
    live: OpenPage, caplog: pytest.LogCaptureFixture
) -> None:
    page = await live("/stage/")
    await page.event("crash", {"secret": "x"})
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert (record.getMessage(), "told to" in caplog.text) == (
        "StageView raised at event (shown with DEBUG)",
        True,
    )


async def test_debug_logs_the_event_and_its_payload(
    live: OpenPage, caplog: pytest.LogCaptureFixture, settings: object
) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    page = await live("/stage/")
    await page.event("crash", {"a": "b"})
    (record,) = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert record.getMessage() == (
        "StageView raised at event "
        "{'type': 'click', 'event': 'crash', 'value': {'a': 'b'}}"
    )


async def test_what_a_raising_handler_put_is_dropped(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("put", {"key": "warning", "text": "Before"})
    await page.event("crash")
    await page.join()
    shown = ("Before" in page.html, "put by a handler" in page.html)
    assert shown == (True, False)


async def test_a_reply_that_is_no_mapping_crashes(live: OpenPage) -> None:
    page = await live("/stage/")
    assert (await page.event("nonsense"))["status"] == "crashed"


async def test_an_endless_patch_crashes(live: OpenPage) -> None:
    page = await live("/stage/")
    endless = urlencode({"next": "1&next=1"})
    assert (await page.patch(f"/stage/?{endless}"))["status"] in {"ok", "crashed"}


async def test_plain_callbacks_use_the_database(live: OpenPage) -> None:
    page = await live("/sync/")
    await page.event("count")
    assert lines(page.html) == ["groups 0"]


async def test_disconnect_is_called_when_the_socket_is_lost(live: OpenPage) -> None:
    page = await live("/sync/")
    await page.disconnect()
    assert await Group.objects.aget() == await Group.objects.aget(
        name="disconnected Sync"
    )


async def test_disconnect_is_called_when_the_topic_is_left(live: OpenPage) -> None:
    page = await live("/sync/")
    await page.navigate("/other/")
    await page.disconnect()
    assert await Group.objects.acount() == 1


async def test_a_lazy_queryset_renders_after_an_async_handler(live: OpenPage) -> None:
    page = await live("/groups/")
    await page.event("add", {"name": "Poets"})
    assert "<li>Poets</li></ul><p>some</p>" in page.html


async def test_the_language_of_the_join_holds_for_its_view(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.disconnect()
    await page.connect(**{"accept-language": "de"})
    await page.join()
    await page.event("anything")
    assert '<p id="language">de</p>' in page.html


async def test_a_template_without_a_region_is_live_as_a_whole(live: OpenPage) -> None:
    page = await live("/whole/")
    await page.event("up")
    whole = '<p id="count">1</p><button id="up" phx-click="up">Up</button>\n'
    assert (page.html, "<!doctype html>" in page.response.content.decode()) == (
        whole,
        True,
    )


async def test_a_value_that_cannot_be_stored_crashes_its_view(live: OpenPage) -> None:
    page = await live("/stage/")
    assert (await page.event("cyclic"))["status"] == "crashed"


async def test_a_page_goes_on_after_a_crash(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("cyclic")
    await page.join()
    assert (await page.event("echo", {"n": 1}, "hook"))["status"] == "ok"


async def test_a_burst_of_one_visitor_lets_others_through(live: OpenPage) -> None:
    busy, other = await live("/stage/"), await live("/stage/")
    for _ in range(100):
        await busy.post("event", event_payload("echo"))
    await other.event("echo")
    assert busy.socket.output_queue.qsize() < 50
