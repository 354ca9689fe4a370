"""The messages that travel over the channel layer, built and read in one place.

On the wire each is ``{"type": …, "contents": <JSON text>}``: text, because not every
layer carries all that JSON can hold. What arrives is not trusted: an unknown type or
malformed contents are rejected.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from liveflash import callback_context
from liveflash.flash import serialization, values
from liveflash.flash.message import Message

Wire = dict[str, Any]


class Address(NamedTuple):
    """The name of a ``"user"``, a ``"session"`` or a ``"topic"``.

    Users and topics of different namespaces, such as tenants, are different ones.
    """

    kind: str
    name: str
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class InfoEvent:
    """The argument of ``handle_info``: the topic, and the message broadcast to it."""

    name: str
    payload: Any = None


class StoredMessage(NamedTuple):
    """A message as ``dump`` returns it, and when a page of its user has shown it."""

    contents: str
    shown_at: float | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """Messages for the flash of a page, each with the time another page showed it."""

    messages: tuple[tuple[Message, float | None], ...]


@dataclass(frozen=True, slots=True)
class Cleared:
    """Messages that another page has dismissed: the latest revision of each, by id."""

    revisions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class KeptChanged:
    """The kept messages of a user have changed."""


PubSubEvent = Pushed | Cleared | InfoEvent | KeptChanged


def address_for_page(kind: str, name: str) -> Address:
    """Return an address in the namespace of the page that this task works for."""
    if kind == "everyone":
        return _everyone(callback_context.namespace())
    # The keys of sessions are unique by themselves.
    namespace = "" if kind == "session" else callback_context.namespace()
    return Address(kind, name, namespace)


@lru_cache
def _everyone(namespace: str) -> Address:
    """Return the address of all pages, which share it."""
    return Address("everyone", "", namespace)


def check_topic(topic: object) -> str:
    """Return ``topic``, or raise TypeError if it is not a non-empty string."""
    if isinstance(topic, str) and topic:
        return topic
    msg = f"A topic must be a non-empty string, not {topic!r}."
    raise TypeError(msg)


def build_pushed(stored: Iterable[StoredMessage]) -> Wire:
    """Return the wire form of ``Pushed``."""
    pairs = (f"[{each.contents},{json.dumps(each.shown_at)}]" for each in stored)
    return {"type": "liveflash.flash", "contents": f"[{','.join(pairs)}]"}


def build_cleared(revisions: Mapping[str, int], *, sender: str = "") -> Wire:
    """Return the wire form of ``Cleared``, which the page ``sender`` ignores."""
    contents = json.dumps(dict(revisions))
    return {"type": "liveflash.cleared", "contents": contents, "sender": sender}


def build_info(topic: str, message: Any, *, sender: str = "") -> Wire:
    """Return the wire form of ``InfoEvent``, which the page ``sender`` ignores."""
    contents = json.dumps([topic, values.encode(message)])
    wire = {"type": "liveflash.info", "contents": contents}
    return {**wire, "sender": sender} if sender else wire


def build_session_ended() -> Wire:
    """Return the notice that a visitor's session has ended, which no view sees."""
    return {"type": "liveflash.ended"}


def build_kept_changed() -> Wire:
    """Return the wire form of ``KeptChanged``."""
    return {"type": "liveflash.kept", "contents": "null"}


def is_kept_changed(wire: Mapping[str, Any]) -> bool:
    """Return whether this is ``KeptChanged``."""
    return wire.get("type") == "liveflash.kept"


def is_session_ended(wire: Mapping[str, Any]) -> bool:
    """Return whether this is the notice that a visitor's session has ended."""
    return wire.get("type") == "liveflash.ended"


def dump(message: Message) -> str:
    """Return a message as JSON text."""
    return serialization.dump_text(message)


def load(
    stored: Iterable[StoredMessage],
) -> tuple[tuple[Message, float | None], ...]:
    """Return the messages and when they were shown; unreadable ones are left out."""
    return _load((json.loads(each.contents), each.shown_at) for each in stored)


def _load(
    stored: Iterable[tuple[Any, float | None]],
) -> tuple[tuple[Message, float | None], ...]:
    return tuple(
        (message, shown_at)
        for each, shown_at in stored
        for message in serialization.load([each])
    )


def read(wire: Mapping[str, Any]) -> PubSubEvent | None:
    """Return what a message from the layer says, or None if it is malformed."""
    try:
        return _read(wire.get("type"), json.loads(wire["contents"]))
    except values.MALFORMED:
        return None


def _read(kind: Any, contents: Any) -> PubSubEvent | None:
    match kind, contents:
        case "liveflash.flash", [*stored]:
            return Pushed(_load((one, at and float(at)) for one, at in stored))
        case "liveflash.cleared", {} if _are_revisions(contents.values()):
            return Cleared(contents)
        case "liveflash.info", [str(topic), encoded]:
            return InfoEvent(topic, values.decode(encoded))
        case "liveflash.kept", _:
            return KeptChanged()
        case _:
            return None


def _are_revisions(found: Iterable[Any]) -> bool:
    return all(isinstance(each, int) for each in found)
