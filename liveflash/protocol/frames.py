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
from liveflash.protocol.command_list import CommandList

HEARTBEAT_TOPIC = "phoenix"
LIVE_VIEW_PREFIX = "lv:"

# The DOM id of the container of every page. It is short because the client puts it into
# the topic of each frame. The page is identified by its token alone.
ROOT_ID = "v"

# The id of the root of a message stack on a page that is not live.
STACK_ROOT_ID = "liveflash-root"

# The refs, topics and event names of the official client are far shorter. Replies
# repeat all of them.
MAX_NAME_LENGTH = 256

Name = Annotated[str, msgspec.Meta(max_length=MAX_NAME_LENGTH)]


class Envelope(NamedTuple):
    """A frame with its payload still encoded, as small as on the wire."""

    join_ref: Name | None
    ref: Name | None
    topic: Name
    event: Name
    payload: msgspec.Raw

    @property
    def size(self) -> int:
        """The size of the payload in bytes."""
        return memoryview(self.payload).nbytes


class Frame(NamedTuple):
    """A decoded frame of the client."""

    join_ref: str | None
    ref: str | None
    topic: str
    event: str
    payload: dict[str, Any]


def _encode_other(value: Any) -> Any:
    """Return a JSON value for a type that msgspec does not support."""
    match value:
        # Subclasses, such as SafeString.
        case str():
            return str.__str__(value)
        case int():
            return int.__int__(value)
        case float():
            return float.__float__(value)
        case CommandList():
            return msgspec.Raw(str(value).encode())
        case _:
            return _django.default(value)


_django = DjangoJSONEncoder()
_encoder = msgspec.json.Encoder(enc_hook=_encode_other)
_envelope_decoder = msgspec.json.Decoder(Envelope)
_payload_decoder = msgspec.json.Decoder(dict[str, Any])

# A payload that ``open_envelope`` refuses.
_UNREADABLE = msgspec.Raw(b"null")


def read_envelope(text: str) -> Envelope:
    """Read a frame up to its payload, or raise MalformedFrame."""
    try:
        return _envelope_decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise MalformedFrame(f"not a frame ({error})") from None


def read_lenient_envelope(text: str) -> Envelope:
    """Read a frame even if its payload is JSON that msgspec rejects.

    A lone surrogate is an example. ``open_envelope`` refuses the returned payload, so
    that the socket stays open for its other topics. Raise MalformedFrame for anything
    else.
    """
    try:
        return read_envelope(text)
    except MalformedFrame as malformed:
        names = _read_names(text)
        if names is None:
            raise malformed from None
        return Envelope(*names, _UNREADABLE)


def _read_names(text: str) -> tuple[str | None, str | None, str, str] | None:
    try:
        read = json.loads(text)
    except RecursionError:
        # The payload nests too deep; the names in front of it do not nest.
        head, brace, _payload = text.partition(",{")
        return _read_names(f"{head},null]") if brace else None
    except ValueError:
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


def without_payload(envelope: Envelope) -> Envelope:
    """Return a frame that keeps no reference to the text of its payload."""
    return envelope._replace(payload=_UNREADABLE)


def open_envelope(envelope: Envelope) -> Frame:
    """Return the frame with its payload decoded.

    Raise Refused if the payload is no JSON object, or nests too deep for msgspec.
    """
    try:
        return Frame(*envelope[:4], _payload_decoder.decode(envelope.payload))
    except (ValueError, RecursionError):
        raise Refused("malformed payload") from None


def decoded_payload(envelope: Envelope) -> Any:
    """Return the payload of a frame; None if it cannot be decoded."""
    try:
        return _payload_decoder.decode(envelope.payload)
    except (ValueError, RecursionError):
        return None


def reply(frame: Frame | Envelope, response: dict[str, Any], status: str = "ok") -> str:
    """Return the reply to one frame."""
    payload = {"status": status, "response": response}
    return _encode(frame.join_ref, frame.ref, frame.topic, "phx_reply", payload)


def refusal(frame: Frame | Envelope, reason: str) -> str:
    """Return the reply to a frame that is refused."""
    return reply(frame, {"reason": reason}, status="error")


def push(join_ref: str | None, topic: str, event: str, payload: dict[str, Any]) -> str:
    """Return a frame that the server sends on its own."""
    return _encode(join_ref, None, topic, event, payload)


def _encode(*parts: Any) -> str:
    """Return JSON text; NaN becomes null, as in browsers."""
    return _encoder.encode(parts).decode()


@cache
def client_version() -> str:
    """Return the version of ``phoenix_live_view`` in the bundle."""
    built = resources.files("liveflash") / "static" / "liveflash" / "client.json"
    version: str = json.loads(built.read_text(encoding="utf-8"))["phoenix_live_view"]
    return version
