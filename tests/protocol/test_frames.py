"""Frames of the Phoenix channel protocol, and what the payloads of some ask for."""

import json
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from liveflash import JS
from liveflash.exceptions import MalformedFrame, Refused
from liveflash.protocol import frames, payloads
from liveflash.protocol.frames import Frame
from liveflash.protocol.payloads import Event, Join

FRAME = Frame("1", "2", "lv:v", "event", {"value": "x"})


def text(*parts: Any) -> str:
    return json.dumps(parts)


def read(frame: str) -> Frame:
    """Read a frame with its payload, as a socket and then a channel do."""
    return frames.open_envelope(frames.read_lenient_envelope(frame))


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(FRAME, id="event"),
        pytest.param(Frame(None, "7", "phoenix", "heartbeat", {}), id="heartbeat"),
        pytest.param(Frame("1", None, "lv:a", "phx_leave", {}), id="without a ref"),
        pytest.param(Frame("", "", "", "", {}), id="empty names"),
        pytest.param(Frame("1", "2", "lv:é", "☃", {"𝄞": "ünï"}), id="non-ASCII"),
        pytest.param(Frame("1", "2", "t", "e", {"a": [{}, [None]]}), id="nested"),
    ],
)
@pytest.mark.parametrize("ascii_only", [True, False], ids=["escaped", "raw"])
def test_a_frame_is_read(frame: Frame, ascii_only: bool) -> None:
    assert read(json.dumps(frame, ensure_ascii=ascii_only)) == frame


def test_white_space_around_a_frame_is_no_matter() -> None:
    assert read(f" {json.dumps(FRAME, indent=2)}\n") == FRAME


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("", id="empty"),
        pytest.param("hello", id="word"),
        pytest.param("[null,'1','t','e',{}]", id="single quotes"),
        pytest.param('[null,"1","t","e",{}', id="cut off"),
        pytest.param('[null,"1","t","e",{}]x', id="trailing"),
        pytest.param('\ufeff[null,"1","t","e",{}]', id="byte order mark"),
        pytest.param("[" * 30_000, id="endless nesting"),
    ],
)
def test_text_that_is_not_json_is_malformed(frame: str) -> None:
    with pytest.raises(MalformedFrame, match="not a frame"):
        read(frame)


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param("null", id="null"),
        pytest.param("5", id="number"),
        pytest.param('"abcde"', id="string of five"),
        pytest.param('{"a":1,"b":2,"c":3,"d":4,"e":5}', id="object of five"),
        pytest.param("[]", id="empty"),
        pytest.param('[null,"1","t","e"]', id="four"),
        pytest.param('[null,"1","t","e",{},{}]', id="six"),
    ],
)
def test_a_list_of_other_than_five_elements_is_malformed(frame: str) -> None:
    with pytest.raises(MalformedFrame, match="not a frame"):
        read(frame)


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((1, "1", "t", "e", {}), id="join_ref: number"),
        pytest.param(([], "1", "t", "e", {}), id="join_ref: array"),
        pytest.param((None, 1, "t", "e", {}), id="ref: number"),
        pytest.param((None, False, "t", "e", {}), id="ref: boolean"),
        pytest.param((None, "1", None, "e", {}), id="topic: null"),
        pytest.param((None, "1", ["t"], "e", {}), id="topic: array"),
        pytest.param((None, "1", "t", None, {}), id="event: null"),
        pytest.param((None, "1", "t", {}, {}), id="event: object"),
        pytest.param(("x" * 257, "1", "t", "e", {}), id="join_ref: long"),
        pytest.param((None, "1", "x" * 257, "e", {}), id="topic: long"),
    ],
)
def test_wrong_types_are_malformed(parts: tuple[Any, ...]) -> None:
    with pytest.raises(MalformedFrame, match="not a frame"):
        read(text(*parts))


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(r'["\ud800","1","t","e",{}]', id="in a ref"),
        pytest.param(r'[null,"1","lv:\udfff","e",{}]', id="in the topic"),
        pytest.param(r'[null,"1","t","\udfff",{}]', id="in the event"),
    ],
)
def test_lone_surrogates_in_names_are_malformed(frame: str) -> None:
    with pytest.raises(MalformedFrame, match="not a frame"):
        read(frame)


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param("null", id="null"),
        pytest.param("[]", id="array"),
        pytest.param('"{}"', id="string"),
        pytest.param('{"a":NaN}', id="NaN"),
        pytest.param('{"a":-Infinity}', id="Infinity"),
        pytest.param('{"a":1e400}', id="number out of range"),
        pytest.param(f'{{"a":{"9" * 3_000}.5}}', id="endless number"),
        pytest.param(r'{"a":["\ud83d"]}', id="surrogate in a value"),
        pytest.param(r'{"\uDE00":1}', id="surrogate in a key"),
        pytest.param(r'{"a":"\ude00\ud83d"}', id="surrogates in wrong order"),
    ],
)
def test_a_payload_that_cannot_be_read_is_refused_alone(payload: str) -> None:
    with pytest.raises(Refused, match="malformed payload"):
        read(f'[null,"1","t","e",{payload}]')


def test_a_surrogate_pair_is_one_character() -> None:
    frame = read(r'[null,"1","t","e",{"a":"\ud83d\ude00 \\ud83d"}]')
    assert frame.payload == {"a": "😀 \\ud83d"}


def test_any_depth_is_either_read_or_malformed() -> None:
    def outcome(depth: int) -> str:
        nested = "[" * depth + "]" * depth
        try:
            read(rf'[null,"1","t","e",{{"a":"\u00e9","b":{nested}}}]')
        except (MalformedFrame, Refused):
            return "malformed"
        return "read"

    limit = sys.getrecursionlimit()
    depths = [*range(limit - 200, limit + 50), 30_000]
    outcomes = {outcome(depth) for depth in depths}
    assert outcomes == {"read", "malformed"}


URL = "http://testserver/a/?b=1"


@pytest.mark.parametrize(
    ("payload", "join"),
    [
        pytest.param(
            {"url": URL, "session": "s", "params": {"_mounts": 0}},
            Join(URL, navigated=False, session="s", flash=None, mounts=0),
            id="first",
        ),
        pytest.param(
            {"redirect": URL, "session": "s", "params": {"_mounts": 0}, "flash": "f"},
            Join(URL, navigated=True, session="s", flash="f", mounts=0),
            id="navigated with flash",
        ),
        pytest.param(
            {"url": URL, "session": "s", "params": {"_mounts": 3}, "flash": None},
            Join(URL, navigated=False, session="s", flash=None, mounts=3),
            id="again",
        ),
        pytest.param(
            {"redirect": None, "url": URL, "session": "s"},
            Join(URL, navigated=False, session="s", flash=None, mounts=0),
            id="without params",
        ),
        pytest.param(
            {
                "url": URL,
                "session": "s",
                "static": None,
                "params": {"_csrf_token": "t", "_mounts": 1, "_mount_attempts": 2},
                "sticky": False,
            },
            Join(URL, navigated=False, session="s", flash=None, mounts=1),
            id="with more than is read",
        ),
        pytest.param(
            {
                "url": URL,
                "session": "s",
                "params": {"_mounts": 1, "_flash": {"a": [2.5, True], "b": [0, False]}},
            },
            Join(
                URL,
                navigated=False,
                session="s",
                flash=None,
                mounts=1,
                times={"a": (2.5, True), "b": (0.0, False)},
            ),
            id="with times",
        ),
    ],
)
def test_a_join_is_read(payload: dict[str, Any], join: Join) -> None:
    assert payloads.read_join(payload) == join


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"url": None}, id="url: null"),
        pytest.param({"url": 1}, id="url: number"),
        pytest.param({"url": [URL]}, id="url: array"),
        pytest.param({"session": None}, id="session: null"),
        pytest.param({"session": {}}, id="session: object"),
        pytest.param({"flash": 1}, id="flash: number"),
        pytest.param({"flash": {"info": "x"}}, id="flash: object"),
        pytest.param({"params": {"_mounts": -1}}, id="mounts: negative"),
        pytest.param({"params": {"_mounts": "0"}}, id="mounts: string"),
        pytest.param({"params": {"_mounts": 0.5}}, id="mounts: fraction"),
        pytest.param({"params": {"_mounts": None}}, id="mounts: null"),
        pytest.param({"params": {"_mounts": True}}, id="mounts: boolean"),
        pytest.param({"params": [0]}, id="params: array"),
        pytest.param({"params": "0"}, id="params: string"),
    ],
)
def test_an_ill_typed_join_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="malformed join"):
        payloads.read_join({"url": URL, "session": "s"} | change)


@pytest.mark.parametrize(
    "times",
    [
        pytest.param([], id="array"),
        pytest.param({"a": 1}, id="number"),
        pytest.param({"a": [1]}, id="without a pause"),
        pytest.param({"a": [1, 0]}, id="pause: number"),
        pytest.param({"a": ["1", False]}, id="time: string"),
        pytest.param({"a": [True, False]}, id="time: boolean"),
        pytest.param({"a": [-1, False]}, id="time: negative"),
        pytest.param({"a": [1e9, False]}, id="time: too long"),
        pytest.param({"a": [10**400, False]}, id="time: no float"),
        pytest.param({"a": [None, False]}, id="time: null"),
    ],
)
def test_ill_typed_times_are_refused(times: Any) -> None:
    with pytest.raises(Refused, match="malformed times"):
        payloads.read_times(times)


@pytest.mark.parametrize("missing", ["url", "session"])
def test_an_incomplete_join_is_refused(missing: str) -> None:
    payload = {"url": URL, "session": "s"}
    del payload[missing]
    with pytest.raises(Refused, match="malformed join"):
        payloads.read_join(payload)


@pytest.mark.parametrize(
    ("navigated", "mounts", "first_and_again"),
    [
        pytest.param(False, 0, (True, False), id="fresh page"),
        pytest.param(True, 0, (False, False), id="arrival"),
        pytest.param(False, 1, (False, True), id="reconnect"),
        pytest.param(True, 1, (False, True), id="reconnect after an arrival"),
    ],
)
def test_a_join_payload_is_read(
    navigated: bool, mounts: int, first_and_again: tuple[bool, bool]
) -> None:
    join = Join(URL, navigated, "s", None, mounts)
    assert (join.is_first, join.is_rejoin) == first_and_again


@pytest.mark.parametrize(
    ("payload", "event"),
    [
        pytest.param(
            {"type": "click", "event": "up", "value": {"a": "1"}},
            Event("click", "up", {"a": "1"}, {}),
            id="click",
        ),
        pytest.param(
            {"type": "hook", "event": "up", "value": None, "cid": None},
            Event("hook", "up", None, {}),
            id="hook",
        ),
        pytest.param(
            {"type": "click", "event": "up", "value": 1, "meta": {"a": 1}},
            Event("click", "up", 1, {}),
            id="click with meta",
        ),
        pytest.param(
            {"type": "form", "event": "save", "value": "a=1"},
            Event("form", "save", "a=1", {}),
            id="form",
        ),
        pytest.param(
            {"type": "form", "event": "v", "value": "", "meta": {"_target": "a"}},
            Event("form", "v", "", {"_target": "a"}),
            id="form with meta",
        ),
        pytest.param(
            {"type": "form", "event": "v", "value": "", "meta": None},
            Event("form", "v", "", {}),
            id="form without meta",
        ),
    ],
)
def test_an_event_is_read(payload: dict[str, Any], event: Event) -> None:
    assert payloads.read_event(payload) == event


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param({}, id="empty"),
        pytest.param({"event": "up", "value": {}}, id="no type"),
        pytest.param({"type": "click", "value": {}}, id="no event"),
        pytest.param({"type": "click", "event": "up"}, id="no value"),
        pytest.param({"type": 1, "event": "up", "value": {}}, id="type: number"),
        pytest.param({"type": "click", "event": 1, "value": {}}, id="event: number"),
        pytest.param({"type": "form", "event": "up", "value": {}}, id="form: object"),
        pytest.param({"type": "form", "event": "up", "value": None}, id="form: null"),
        pytest.param(
            {"type": "form", "event": "up", "value": "", "meta": "a"}, id="meta: string"
        ),
        pytest.param(
            {"type": "form", "event": "up", "value": "", "meta": [1]}, id="meta: array"
        ),
    ],
)
def test_a_malformed_event_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="malformed event"):
        payloads.read_event(payload)


@pytest.mark.parametrize("cid", [0, 1, "1", False], ids=repr)
def test_an_event_for_a_component_is_refused(cid: object) -> None:
    with pytest.raises(Refused, match="no such component"):
        payloads.read_event({"type": "click", "event": "up", "value": {}, "cid": cid})


def test_a_patch_is_read() -> None:
    assert payloads.read_patch({"url": URL, "more": 1}) == URL


@pytest.mark.parametrize("payload", [{}, {"url": None}, {"url": [URL]}], ids=repr)
def test_a_malformed_patch_is_refused(payload: dict[str, Any]) -> None:
    with pytest.raises(Refused, match="malformed patch"):
        payloads.read_patch(payload)


def test_a_reply_is_one_compact_frame() -> None:
    assert frames.reply(FRAME, {"diff": {"0": "<b>"}}) == (
        '["1","2","lv:v","phx_reply",{"status":"ok","response":{"diff":{"0":"<b>"}}}]'
    )


def test_a_refusal_has_only_a_reason() -> None:
    assert frames.refusal(FRAME, "malformed event") == (
        '["1","2","lv:v","phx_reply",'
        '{"status":"error","response":{"reason":"malformed event"}}]'
    )


@pytest.mark.parametrize(
    ("join_ref", "sent"),
    [pytest.param("1", '"1"', id="of a join"), pytest.param(None, "null", id="none")],
)
def test_a_push_has_no_ref(join_ref: str | None, sent: str) -> None:
    pushed = frames.push(join_ref, "lv:a", "diff", {"0": 1})
    assert pushed == f'[{sent},null,"lv:a","diff",{{"0":1}}]'


def test_non_ascii_is_sent_as_it_is() -> None:
    assert frames.push("1", "lv:a", "diff", {"0": "é ☃ 𝄞"}) == (
        '["1",null,"lv:a","diff",{"0":"é ☃ 𝄞"}]'
    )


def test_what_json_lacks_is_sent_as_null() -> None:
    assert frames.push("1", "lv:a", "e", {"a": float("nan")}) == (
        '["1",null,"lv:a","e",{"a":null}]'
    )


class Number(int):
    """A number of a class of its own."""


class Share(float):
    """The same, of a share."""


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        pytest.param(SafeString("<b>"), '"<b>"', id="safe string"),
        pytest.param(Number(5), "5", id="int of a class of its own"),
        pytest.param(Share(0.1), "0.1", id="float of a class of its own"),
        pytest.param(gettext_lazy("Yes"), '"Yes"', id="lazy translation"),
        pytest.param(Decimal("1.10"), '"1.10"', id="decimal"),
        pytest.param(date(2025, 3, 1), '"2025-03-01"', id="date"),
        pytest.param(2**70, str(2**70), id="large number"),
        pytest.param(QueryDict("a=1&a=2"), '{"a":["1","2"]}', id="query dict"),
        pytest.param({1: "a"}, '{"1":"a"}', id="number as a key"),
        pytest.param(JS().pop_focus(), '[["pop_focus",{}]]', id="commands"),
        pytest.param({"do": [JS()]}, '{"do":[[]]}', id="nested commands"),
    ],
)
def test_values_are_sent(value: Any, sent: str) -> None:
    pushed = frames.push("1", "lv:a", "e", {"a": value})
    assert pushed == f'["1",null,"lv:a","e",{{"a":{sent}}}]'


def test_values_without_a_json_form_are_not_sent() -> None:
    with pytest.raises(TypeError, match="type object is not JSON serializable"):
        frames.push("1", "lv:a", "e", {"a": object()})


def test_the_announced_version_is_that_of_the_bundle() -> None:
    built = Path(frames.__file__).parents[1] / "static/liveflash/client.json"
    versions = json.loads(built.read_text(encoding="utf-8"))
    assert frames.client_version() == versions["phoenix_live_view"]
