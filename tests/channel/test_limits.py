"""The limits: what is at one passes, what is above meets what the client can take."""

import asyncio
import gc
import json
import sys
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import AsyncClient

from liveflash import conf
from liveflash.channel.join import MAX_ENDED_RECORDS
from liveflash.channel.limits import TokenBucket
from liveflash.flash.flash import Flash
from liveflash.storage.page_record import PageRecord
from tests.asgi import application
from tests.conftest import OpenPage
from tests.protocol_client.frames import event_payload, frame, heartbeat
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage

on_the_database = pytest.mark.django_db(transaction=True)

TOO_MANY = {"type": "websocket.close", "code": 4429}


def refused(reason: str) -> dict[str, Any]:
    return {"status": "error", "response": {"reason": reason}}


async def opened(url: str = "/stage/", client: AsyncClient | None = None) -> LivePage:
    """A page that was loaded, with a socket, and not yet joined."""
    page = new_page(application, url, client)
    await page.get()
    await page.connect()
    return page


async def post(page: LivePage, ref: str, name: str, value: Any = None) -> None:
    """Send an event without waiting for its reply."""
    await page.post("event", event_payload(name, value), ref)


# --- the size of a frame --------------------------------------------------------------


def padded(page: LivePage, size: int) -> str:
    """Return the frame of an event, of ``size`` characters."""
    payload = event_payload("echo", {"pad": ""})
    text = frame(page.join_ref, "9", page.topic, "event", payload)
    return text.replace('""', f'"{"x" * (size - len(text))}"')


@pytest.mark.parametrize(
    ("excess", "reply"),
    [
        pytest.param(-1, "echo", id="below"),
        pytest.param(0, "echo", id="at"),
        pytest.param(1, "refused", id="above"),
    ],
)
async def test_an_event_is_read_up_to_its_size(
    live: OpenPage, excess: int, reply: str
) -> None:
    page = await live("/stage/")
    await page.send_raw(padded(page, int(conf.max_event_size()) + excess))
    answer = await page.receive()
    assert (answer[1], [*answer[4]["response"]["diff"]["r"]]) == ("9", [reply])


async def test_a_page_goes_on_after_a_frame_that_is_too_big(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.send_raw(padded(page, int(conf.max_event_size()) + 1))
    reply = (await page.receive())[4]
    page.apply_diff(reply["response"]["diff"])
    too_big = reply["response"]["diff"]["r"]
    await page.event("put", {"key": "info", "text": "Here"})
    assert (too_big, "Here" in page.html) == ({"refused": "too big"}, True)


@on_the_database
async def test_an_oversized_malformed_frame_closes_the_socket() -> None:
    page = await opened()
    await page.send_raw("x" * (conf.max_frame_size() + 1))
    closed = await page.socket.receive_output(1)
    assert closed == {"type": "websocket.close", "code": 4413}


@on_the_database
async def test_a_frame_beyond_all_that_may_wait_closes_the_socket(
    settings: Any,
) -> None:
    settings.LIVEFLASH_MAX_MAILBOX_SIZE = settings.LIVEFLASH_MAX_FRAME_SIZE = 2_000
    page = await opened()
    await page.send_raw(padded(page, 2_001))
    closed = await page.socket.receive_output(5)
    assert closed == {"type": "websocket.close", "code": 4413}


# --- the depth of its JSON ------------------------------------------------------------


async def test_json_that_nests_too_deep_is_refused(live: OpenPage) -> None:
    page = await live("/stage/")
    depth = sys.getrecursionlimit()
    payload = '{"a":' + "[" * depth + "]" * depth + "}"
    await page.send_raw(f'["{page.join_ref}","9","{page.topic}","event",{payload}]')
    answer = json.loads((await page.socket.receive_output(1))["text"])
    assert answer[4]["response"]["diff"]["r"] == {"refused": "malformed payload"}


# --- topics and joins -----------------------------------------------------------------


async def join_beside(page: LivePage) -> dict[str, Any]:
    """Join another page over the socket of ``page``."""
    other = new_page(application, "/stage/", page.client)
    await other.get()
    page.last_ref += 100
    other.socket, other.last_ref = page.socket, page.last_ref
    other.topic = f"lv:{page.last_ref}"
    return await other.join()


@pytest.mark.parametrize(
    ("beside", "last"),
    [
        pytest.param(1, "ok", id="below"),
        pytest.param(2, "ok", id="at"),
        pytest.param(3, "error", id="above"),
    ],
)
async def test_a_socket_serves_so_many_topics(
    live: OpenPage, settings: Any, beside: int, last: str
) -> None:
    settings.LIVEFLASH_MAX_TOPICS = 3
    page = await live("/stage/")
    replies = [await join_beside(page) for _ in range(beside)]
    assert [r["status"] for r in replies] == ["ok"] * (beside - 1) + [last]


async def test_a_topic_too_many_is_refused_and_leaves_the_others(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_MAX_TOPICS = 1
    page = await live("/stage/")
    reply = await join_beside(page)
    await page.event("put", {"key": "info", "text": "Here"})
    assert (reply, "Here" in page.html) == (refused("too many topics"), True)


async def test_a_topic_that_was_left_makes_room(live: OpenPage, settings: Any) -> None:
    settings.LIVEFLASH_MAX_TOPICS = 1
    page = await live("/stage/")
    await page.send("phx_leave")
    await asyncio.sleep(0)
    assert (await join_beside(page))["status"] == "ok"


@on_the_database
async def test_joins_up_to_their_number_are_answered(settings: Any) -> None:
    settings.LIVEFLASH_MAX_JOINS = 3
    page = await opened()
    replies = [await page.join() for _ in range(3)]
    await page.disconnect()
    assert [reply["status"] for reply in replies] == ["ok"] * 3


@on_the_database
async def test_a_join_too_many_makes_the_client_reconnect(settings: Any) -> None:
    settings.LIVEFLASH_MAX_JOINS = 3
    page = await opened()
    for _ in range(3):
        await page.join()
    await page.send_raw(frame("9", "9", page.topic, "phx_join", {}))
    assert await page.socket.receive_output(1) == TOO_MANY


async def test_a_page_closed_for_its_joins_comes_back_with_its_flash(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_MAX_JOINS = 1
    page = await live("/stage/")
    await page.event("put", {"key": "info", "text": "Here"})
    await page.send_raw(frame("9", "9", page.topic, "phx_join", {}))
    await page.socket.receive_output(1)
    await page.reconnect()
    assert "Here" in page.html


# --- events in a second ---------------------------------------------------------------


def test_a_bucket_gives_its_burst_and_no_more() -> None:
    bucket = TokenBucket(rate=1e-9, burst=2)
    assert [bucket.consume() for _ in range(4)] == [True, True, False, False]


def test_tokens_are_refilled_up_to_the_burst(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 0.0)
    bucket = TokenBucket(rate=1, burst=2)
    for _ in range(4):
        bucket.consume()
    monkeypatch.setattr("time.monotonic", lambda: 100.0)
    assert [bucket.consume() for _ in range(3)] == [True, True, False]


def test_a_debt_takes_its_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.monotonic", lambda: 0.0)
    bucket = TokenBucket(rate=50, burst=10)
    assert [bucket.overdraw(tokens) for tokens in (10, 10, 5)] == [0.0, 0.2, 0.3]


async def test_a_burst_of_events_is_answered_in_order(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_EVENT_BURST, settings.LIVEFLASH_EVENT_RATE = 30, 1e-9
    page = await live("/stage/")
    refs = [str(number) for number in range(100, 120)]
    for ref in refs:
        await post(page, ref, "echo")
    assert [(await page.receive())[1] for _ in refs] == refs


@on_the_database
@pytest.mark.parametrize(
    ("events", "answer"),
    [
        pytest.param(3, "h", id="at"),
        pytest.param(4, TOO_MANY, id="above"),
    ],
)
async def test_a_flood_makes_the_client_reconnect(
    settings: Any, events: int, answer: Any
) -> None:
    settings.LIVEFLASH_EVENT_BURST, settings.LIVEFLASH_EVENT_RATE = 4, 1e-9
    page = await opened()
    await page.join()
    for _ in range(events):
        await page.send_raw(heartbeat("h"))
    for _ in range(3):
        await page.receive()
    told = await page.socket.receive_output(5) if events > 3 else "h"
    assert told == answer


# --- frames that are refused ----------------------------------------------------------


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param('["1","9","lv:v","nonsense",{}]', id="unknown event"),
        pytest.param('["1","9","lv:none","event",{}]', id="unmatched topic"),
        pytest.param('["1","9","lv:v","event",[]]', id="malformed payload"),
        pytest.param(f'["1","9","lv:v","event",{{"a":"{"x" * 70_000}"}}]', id="big"),
    ],
)
async def test_too_many_refused_frames_close_the_socket(
    live: OpenPage, monkeypatch: pytest.MonkeyPatch, frames: str
) -> None:
    monkeypatch.setattr("liveflash.channel.connection.REFUSAL_BURST", 3)
    monkeypatch.setattr("liveflash.channel.connection.REFUSALS_PER_SECOND", 1e-9)
    page = await live("/stage/")
    for _ in range(5):
        await page.send_raw(frames)
    assert (await page.socket.receive_output(5))["type"] == "websocket.send"
    assert await page.close_code() == 4429


async def test_too_many_crashes_close_the_socket(
    live: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("liveflash.channel.connection.REFUSAL_BURST", 2)
    monkeypatch.setattr("liveflash.channel.connection.REFUSALS_PER_SECOND", 1e-9)
    page = await live("/stage/")

    async def crash_and_join() -> None:
        for _ in range(3):
            await page.event("crash")
            await page.join()

    with pytest.raises(ConnectionAbortedError, match="4429"):
        await crash_and_join()


# --- the time that a client has -------------------------------------------------------


@on_the_database
async def test_a_socket_that_joins_nothing_is_closed(settings: Any) -> None:
    settings.LIVEFLASH_JOIN_TIMEOUT = 0.1
    page = await opened()
    assert (await page.socket.receive_output(5))["code"] == 4408


async def closed_while_joining(page: LivePage) -> int:
    """Join with a forged token until the server closes the socket; return its code."""
    while True:
        try:
            await page.join(session="forged")
        except ConnectionAbortedError as closed:
            return int(closed.args[0])
        await asyncio.sleep(0.02)


@on_the_database
async def test_a_refused_join_does_not_keep_a_socket_open(settings: Any) -> None:
    settings.LIVEFLASH_JOIN_TIMEOUT = 0.3
    page = await opened()
    async with asyncio.timeout(5):
        assert await closed_while_joining(page) == 4408


async def test_a_socket_with_a_page_stays_open(live: OpenPage, settings: Any) -> None:
    settings.LIVEFLASH_JOIN_TIMEOUT = 0.7
    page = await live("/stage/")
    await asyncio.sleep(1)
    assert (await page.event("echo"))["status"] == "ok"


@on_the_database
async def test_a_slow_join_keeps_its_socket_open(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.guarded"
    settings.LIVEFLASH_JOIN_TIMEOUT = 0.3
    page = await opened("/slow/")
    reply = await page.join()
    await page.disconnect()
    assert reply["status"] == "ok"


async def test_a_silent_client_is_closed(live: OpenPage, settings: Any) -> None:
    settings.LIVEFLASH_HEARTBEAT_TIMEOUT = 0.2
    page = await live("/stage/")
    assert (await page.socket.receive_output(5))["code"] == 4408


async def test_heartbeats_keep_a_socket_open(live: OpenPage, settings: Any) -> None:
    settings.LIVEFLASH_HEARTBEAT_TIMEOUT = 1
    page = await live("/stage/")
    for _ in range(6):
        await asyncio.sleep(0.25)
        await page.send_raw(heartbeat("h"))
        assert (await page.receive())[1] == "h"


# --- bytes out ------------------------------------------------------------------------


async def test_replies_beyond_the_burst_wait(live: OpenPage, settings: Any) -> None:
    settings.LIVEFLASH_SEND_BURST, settings.LIVEFLASH_SEND_RATE = 2_000, 10_000
    page = await live("/stage/")
    begun = asyncio.get_running_loop().time()
    for _ in range(3):
        await page.event("echo", {"text": "x" * 2_000})
    assert asyncio.get_running_loop().time() - begun > 0.3


async def test_a_heartbeat_does_not_wait_for_bytes(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_SEND_BURST, settings.LIVEFLASH_SEND_RATE = 1, 1
    page = await live("/stage/")
    await page.send_raw(heartbeat("h"))
    assert (await page.receive())[1] == "h"


# --- bytes that wait ------------------------------------------------------------------


def event_of(page: LivePage, size: int) -> str:
    """Return an event whose payload has about ``size`` bytes."""
    return padded(page, size + 30)


async def test_frames_wait_up_to_a_number_of_bytes(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_MAX_MAILBOX_SIZE = 50_000
    page = await live("/stage/")
    await post(page, "slow", "sleep", {"for": 1})
    await asyncio.sleep(0.05)
    for _ in range(4):
        await page.send_raw(event_of(page, 10_000))
    assert [(await page.receive())[1] for _ in range(5)] == ["slow", *["9"] * 4]


async def test_more_bytes_than_may_wait_close_the_socket(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_MAX_MAILBOX_SIZE = 50_000
    page = await live("/stage/")
    await post(page, "slow", "sleep", {"for": 1})
    await asyncio.sleep(0.05)
    for _ in range(6):
        await page.send_raw(event_of(page, 10_000))
    with pytest.raises(ConnectionAbortedError, match="4429"):
        await page.receive()


async def test_the_bytes_of_all_topics_count_together(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_MAX_MAILBOX_SIZE = 50_000
    page = await live("/stage/")
    other = new_page(application, "/stage/", page.client)
    await other.get()
    other.socket, other.last_ref, other.topic = page.socket, 100, "lv:other"
    await other.join()
    for each in (page, other):
        await post(each, "slow", "sleep", {"for": 1})
    await asyncio.sleep(0.05)
    for each in (page, other):
        for _ in range(3):
            await page.send_raw(event_of(each, 10_000))
    with pytest.raises(ConnectionAbortedError, match="4429"):
        await page.receive()


async def test_a_frame_larger_than_all_that_may_wait_is_carried_out_alone(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_MAX_MAILBOX_SIZE = 1_000
    page = await live("/stage/")
    await page.send_raw(event_of(page, 10_000))
    assert (await page.receive())[4]["status"] == "ok"


@on_the_database
async def test_few_frames_wait_behind_a_join(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.guarded"
    page = await opened("/slow/")
    page.join_ref = "1"
    await page.post("phx_join", page.join_payload(), "1")
    for number in range(12):
        await post(page, f"e{number}", "echo")
    names = [(await page.receive())[3] for _ in range(5)]
    assert "phx_error" in names


# --- what waits for a slow handler ----------------------------------------------------


@pytest.mark.parametrize(
    ("waiting", "answer"),
    [
        pytest.param(2, "phx_reply", id="below"),
        pytest.param(3, "phx_reply", id="at"),
        pytest.param(4, "phx_error", id="above"),
    ],
)
async def test_a_topic_crashes_alone_where_too_much_waits(
    live: OpenPage, settings: Any, waiting: int, answer: str
) -> None:
    settings.LIVEFLASH_MAX_MAILBOX = 3
    page = await live("/stage/")
    await post(page, "slow", "sleep", {"for": 0.3})
    await asyncio.sleep(0.05)
    for number in range(waiting):
        await post(page, f"e{number}", "echo")
    assert (await page.receive())[3] == answer


async def test_a_topic_that_crashed_so_comes_back_with_its_flash(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_MAX_MAILBOX = 1
    page = await live("/stage/")
    await page.event("put", {"key": "info", "text": "Here"})
    await post(page, "slow", "sleep", {"for": 0.3})
    await asyncio.sleep(0.05)
    for number in range(2):
        await post(page, f"e{number}", "echo")
    crash = (await page.receive())[3]
    await page.join()
    assert (crash, "Here" in page.html) == ("phx_error", True)


# --- the time of a handler ------------------------------------------------------------


@pytest.mark.parametrize("url", ["/stage/", "/sync/"], ids=["async", "plain"])
async def test_a_handler_that_takes_too_long_crashes_its_view(
    live: OpenPage, settings: Any, url: str
) -> None:
    settings.LIVEFLASH_HANDLER_TIMEOUT = 1
    page = await live(url)
    slow = (await page.event("sleep", {"for": 2}))["status"]
    await page.join()
    quick = (await page.event("quick"))["status"]
    assert (slow, quick) == ("crashed", "ok")


async def test_a_handler_may_take_any_time_where_nothing_is_said(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    assert (await page.event("sleep", {"for": 0.3}))["status"] == "ok"


# --- flash ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "kept"),
    [
        pytest.param(2, ["0", "1"], id="below"),
        pytest.param(3, ["0", "1", "2"], id="at"),
        pytest.param(4, ["1", "2", "3"], id="above"),
    ],
)
def test_the_oldest_messages_give_way_to_new_ones(number: int, kept: list[str]) -> None:
    flash = Flash(max_messages=3)
    for key in map(str, range(number)):
        flash.put(key, "text")
    assert list(flash) == kept


@pytest.mark.parametrize(
    ("size", "kept"),
    [
        pytest.param(98, ["a", "b"], id="below"),
        pytest.param(99, ["a", "b"], id="at"),
        pytest.param(100, ["b"], id="above"),
    ],
)
@pytest.mark.parametrize("letter", ["x", "é"])
def test_the_oldest_messages_give_way_to_large_ones(
    letter: str, size: int, kept: list[str]
) -> None:
    width = len(letter.encode())
    flash = Flash(max_bytes=200 * width - (width - 1) * 2)
    flash.put("a", letter * 99)
    flash.put("b", letter * size)
    assert list(flash) == kept


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(lambda flash, text: flash.put("b", text), id="put"),
        pytest.param(
            lambda flash, text: flash.put("b", text, replaces=False), id="append"
        ),
        pytest.param(
            lambda flash, text: flash.update(flash.messages[0].id, text), id="update"
        ),
        pytest.param(lambda flash, text: flash.put("b", {"t": text}), id="mapping"),
    ],
)
def test_a_put_of_a_message_that_is_too_large_raises(act: Any) -> None:
    flash = Flash(max_bytes=50)
    flash.put("a", "first")
    with pytest.raises(ValueError, match="LIVEFLASH_MAX_FLASH_SIZE"):
        act(flash, "x" * 60)
    assert dict(flash) == {"a": "first"}


async def test_a_page_shows_so_many_messages(live: OpenPage, settings: Any) -> None:
    settings.LIVEFLASH_MAX_FLASH_MESSAGES = 2
    page = await live("/stage/")
    for key in ("one", "two", "three"):
        await page.event("put", {"key": key, "text": f"text {key}"})
    shown = [f"text {key}" in page.html for key in ("one", "two", "three")]
    assert shown == [False, True, True]


@on_the_database
async def test_so_many_messages_wait_for_the_next_page(settings: Any) -> None:
    settings.LIVEFLASH_MAX_FLASH_MESSAGES = 2
    client = AsyncClient()
    await client.get("/send/?put=one&put=two&put=three")
    page = (await client.get("/plain/")).content.decode()
    shown = [f"sent {key}" in page for key in ("one", "two", "three")]
    assert shown == [False, True, True]


# --- the settings ---------------------------------------------------------------------


COUNTS = [
    "MAX_FRAME_SIZE",
    "MAX_TOPICS",
    "MAX_JOINS",
    "MAX_MAILBOX",
    "MAX_MAILBOX_SIZE",
    "MAX_ASYNC",
    "SEND_BURST",
    "MAX_FLASH_MESSAGES",
    "MAX_FLASH_SIZE",
    "EVENT_BURST",
]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, value) for name in COUNTS for value in (0, -1, "9", None, True, 1.5)),
        *(
            (name, value)
            for name in (
                *("EVENT_RATE", "SEND_RATE", "JOIN_TIMEOUT", "HEARTBEAT_TIMEOUT"),
            )
            for value in (0, -1, "9", None, True)
        ),
        *(("HANDLER_TIMEOUT", value) for value in (0, -1, "9", True)),
        *(("SESSION_CHECK", value) for value in (-1, "9", None, True)),
    ],
)
def test_an_invalid_limit_is_reported(settings: Any, name: str, value: Any) -> None:
    setattr(settings, f"LIVEFLASH_{name}", value)
    told = [(each.id, name in each.msg) for each in run_checks(tags=["liveflash"])]
    assert told == [("liveflash.E007", True)]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, 7) for name in COUNTS),
        ("EVENT_RATE", 0.5),
        ("HANDLER_TIMEOUT", 0.5),
        ("HANDLER_TIMEOUT", None),
        ("SESSION_CHECK", 0),
        ("SESSION_CHECK", 7.5),
    ],
)
def test_a_limit_that_is_one_is_fine(settings: Any, name: str, value: Any) -> None:
    setattr(settings, f"LIVEFLASH_{name}", value)
    assert run_checks(tags=["liveflash"]) == []


# --- pages that were on a socket ------------------------------------------------------


async def test_a_socket_remembers_the_flash_of_few_pages_that_have_ended(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    for number in range(8):
        await page.event("put", {"key": "info", "text": f"remembered {number}"})
        await page.send("phx_leave")
        await page.get()  # another page of the same visitor, on the same socket
        await page.join()
    async with asyncio.timeout(5):
        while len(remembered_records()) > MAX_ENDED_RECORDS:  # noqa: ASYNC110 - no event
            await asyncio.sleep(0.05)  # a record is still being written


def remembered_records() -> list[PageRecord]:
    """The records in memory that hold flash of the test above."""
    gc.collect()
    records = [each for each in gc.get_objects() if type(each) is PageRecord]
    return [r for r in records if "remembered " in f"{r._newest}{r._stored}"]


async def test_a_page_that_comes_back_to_its_socket_finds_its_flash(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    await page.event("put", {"key": "info", "text": "Here"})
    await page.send("phx_leave")
    await page.join()
    assert "Here" in page.html
