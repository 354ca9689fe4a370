"""What is sent to pages from anywhere: built and read in one place.

A delivery is ``{"type": …, "contents": <JSON>}``: text, as not every layer carries all
that JSON can hold. What comes out of a layer is not trusted: another type, or contents
of another form, are refused.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from liveflash.flash import serialization, values
from liveflash.flash.message import Message

Wire = dict[str, Any]


class Address(NamedTuple):
    """Whom to reach: a ``"user"``, a ``"session"`` or a ``"topic"``, by its name."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class InfoEvent:
    """What a topic brings to ``handle_info``: its name, and what was broadcast."""

    name: str
    payload: Any = None


class StoredMessage(NamedTuple):
    """A message as ``dump`` gives it, and when a page of its user has shown it."""

    contents: str
    shown_at: float | None = None


@dataclass(frozen=True, slots=True)
class Pushed:
    """Messages for the flash of a page, each with when another page has shown it."""

    messages: tuple[tuple[Message, float | None], ...]


@dataclass(frozen=True, slots=True)
class Cleared:
    """Messages that another page has dismissed: up to which revision, by id."""

    revisions: Mapping[str, int]


PubSubEvent = Pushed | Cleared | InfoEvent


def check_topic(topic: object) -> str:
    """Return ``topic`` where it is a non-empty string, raise otherwise."""
    if isinstance(topic, str) and topic:
        return topic
    msg = f"A topic is a string that is not empty, not {topic!r}."
    raise TypeError(msg)


def pushed(kept: Iterable[StoredMessage]) -> Wire:
    """Build the delivery of messages."""
    each = (f"[{one.contents},{json.dumps(one.shown_at)}]" for one in kept)
    return {"type": "liveflash.flash", "contents": f"[{','.join(each)}]"}


def cleared(revisions: Mapping[str, int]) -> Wire:
    """Build the delivery that takes messages away."""
    return {"type": "liveflash.cleared", "contents": json.dumps(dict(revisions))}


def info(topic: str, message: Any) -> Wire:
    """Build the delivery of what is broadcast."""
    return {
        "type": "liveflash.info",
        "contents": json.dumps([topic, values.encode(message)]),
    }


def ended() -> Wire:
    """Build the word that a visit has ended, which is for no view."""
    return {"type": "liveflash.ended"}


def is_end(wire: Mapping[str, Any]) -> bool:
    """Whether this is the word that a visit has ended."""
    return wire.get("type") == "liveflash.ended"


def dump(message: Message) -> str:
    """A message as text."""
    return json.dumps(serialization.dump([message])[0])


def load(kept: Iterable[StoredMessage]) -> tuple[tuple[Message, float | None], ...]:
    """The messages, and when they were shown; what cannot be read is left out."""
    return _load((json.loads(one.contents), one.shown_at) for one in kept)


def _load(
    stored: Iterable[tuple[Any, float | None]],
) -> tuple[tuple[Message, float | None], ...]:
    return tuple(
        (message, shown_at)
        for each, shown_at in stored
        for message in serialization.load([each])
    )


def read(wire: Mapping[str, Any]) -> PubSubEvent | None:
    """Read a delivery; None where it is none."""
    try:
        return _read(wire.get("type"), json.loads(wire["contents"]))
    except values.MALFORMED:
        return None


def _read(kind: Any, contents: Any) -> PubSubEvent | None:
    match kind, contents:
        case "liveflash.flash", [*stored]:
            return Pushed(_load((one, at and float(at)) for one, at in stored))
        case "liveflash.cleared", {} if _are_numbers(contents.values()):
            return Cleared(contents)
        case "liveflash.info", [str(topic), encoded]:
            return InfoEvent(topic, values.decode(encoded))
        case _:
            return None


def _are_numbers(found: Iterable[Any]) -> bool:
    return all(isinstance(each, int) for each in found)
