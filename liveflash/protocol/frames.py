"""The Phoenix channel protocol, version 2.0.0, as the official client speaks it.

A frame is ``[join_ref, ref, topic, event, payload]`` in JSON: ``phoenix`` (npm),
``serializer.js``. This module reads and builds frames; it sends nothing.
"""

import json
from functools import cache
from importlib import resources
from typing import Annotated, Any, NamedTuple

import msgspec
from django.core.serializers.json import DjangoJSONEncoder

from liveflash.exceptions import MalformedFrame, Refused

HEARTBEAT_TOPIC = "phoenix"
LIVE_VIEW_PREFIX = "lv:"

# The DOM id of every live region. The client makes a topic of it, which is in each
# frame: hence its length. Which page it is, the page token alone tells.
ROOT_ID = "v"

# The official client's refs, topics and event names are far shorter. All of them are
# repeated in replies.
MAX_NAME_LENGTH = 256

Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME_LENGTH)]


class Envelope(NamedTuple):
    """A frame whose payload is still JSON, so that it waits in its size on the wire."""

    join_ref: Name | None
    ref: Name | None
    topic: Name
    event: Name
    payload: msgspec.Raw

    @property
    def size(self) -> int:
        """The bytes of the payload."""
        return memoryview(self.payload).nbytes


class Frame(NamedTuple):
    """One message of the client."""

    join_ref: str | None
    ref: str | None
    topic: str
    event: str
    payload: dict[str, Any]


def _as_django_writes(value: Any) -> Any:
    """What stands for a value that msgspec does not know."""
    match value:
        # Of a class of its own, such as SafeString.
        case str():
            return str.__str__(value)
        case int():
            return int.__int__(value)
        case float():
            return float.__float__(value)
        case _:
            return _django.default(value)


_django = DjangoJSONEncoder()
_encoder = msgspec.json.Encoder(enc_hook=_as_django_writes)
_envelope_decoder = msgspec.json.Decoder(Envelope)
_payload_decoder = msgspec.json.Decoder(dict[str, Any])

# A payload that no handler accepts.
_UNREADABLE = msgspec.Raw(b"null")


def read_envelope(text: str) -> Envelope:
    """Read a frame up to its payload, or raise MalformedFrame."""
    try:
        return _envelope_decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise MalformedFrame(f"no frame ({error})") from None


def read_lenient_envelope(text: str) -> Envelope:
    """Read a frame whose payload may hold what JSON parsers disagree about.

    A lone surrogate is an example. The payload is then one that ``open_envelope``
    refuses, so that the sender learns it and the socket's other topics go on. Raise
    MalformedFrame for anything else.
    """
    try:
        return read_envelope(text)
    except MalformedFrame as malformed:
        names = _names_of(text)
        if names is None:
            raise malformed from None
        return Envelope(*names, _UNREADABLE)


def _names_of(text: str) -> tuple[str | None, str | None, str, str] | None:
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    match read:
        case [str() | None as join_ref, str() | None as ref, str(topic), str(event), _]:
            names = (join_ref, ref, topic, event)
        case _:
            return None
    return names if all(map(_is_name, names)) else None


def _is_name(text: str | None) -> bool:
    if text is None:
        return True
    is_text = not any("\ud800" <= character <= "\udfff" for character in text)
    return is_text and len(text) <= MAX_NAME_LENGTH


def open_envelope(envelope: Envelope, depth: int) -> Frame:
    """Decode the payload, or raise Refused. It nests ``depth`` levels at most."""
    names, payload = envelope[:4], envelope.payload
    try:
        frame = Frame(*names, _payload_decoder.decode(payload))
    except (ValueError, RecursionError):
        raise Refused("malformed payload") from None
    if _nests_deeper(bytes(payload), frame.payload, depth - 1):
        raise Refused("too deep")
    return frame


def decoded_payload(envelope: Envelope) -> Any:
    """Return the payload of a frame; None if it cannot be decoded."""
    try:
        return _payload_decoder.decode(envelope.payload)
    except (ValueError, RecursionError):
        return None


def _nests_deeper(text: bytes, payload: dict[str, Any], depth: int) -> bool:
    """Return whether a payload nests deeper than ``depth``; ``text`` is its JSON."""
    # Few brackets cannot nest deep; only JSON with many is walked.
    if text.count(b"{") + text.count(b"[") <= depth:
        return False
    level: list[Any] = [payload]
    for _ in range(depth):
        level = [
            item
            for container in level
            for item in (container.values() if type(container) is dict else container)
            if type(item) is dict or type(item) is list
        ]
        if not level:
            return False
    return True


def reply(frame: Frame | Envelope, response: dict[str, Any], status: str = "ok") -> str:
    """Return the reply to one frame."""
    payload = {"status": status, "response": response}
    return _encode(frame.join_ref, frame.ref, frame.topic, "phx_reply", payload)


def refusal(frame: Frame | Envelope, reason: str) -> str:
    """Return the reply to a frame that is refused."""
    return reply(frame, {"reason": reason}, status="error")


def push(join_ref: str | None, topic: str, event: str, payload: dict[str, Any]) -> str:
    """A message that no frame asked for."""
    return _encode(join_ref, None, topic, event, payload)


def _encode(*parts: Any) -> str:
    """JSON, in which NaN is null as in that of browsers."""
    return _encoder.encode(parts).decode()


@cache
def client_version() -> str:
    """The version of ``phoenix_live_view`` that the bundle was built from."""
    built = resources.files("liveflash") / "static" / "liveflash" / "client.json"
    version: str = json.loads(built.read_text(encoding="utf-8"))["phoenix_live_view"]
    return version
