"""Messages as JSON, and back."""

import logging
import math
from collections.abc import Iterable
from typing import Any

from liveflash.flash.message import Message, Times, size_of
from liveflash.flash.values import MALFORMED, decode, encode

logger = logging.getLogger("liveflash")


def dump(messages: Iterable[Message]) -> list[Any]:
    """The messages as what JSON holds; ``load`` reads it back."""
    return [_dump_one(message) for message in messages]


def _dump_one(message: Message) -> list[Any]:
    m, value = message, encode(message.value)
    # JSON lacks infinity.
    timeout = "inf" if m.timeout == math.inf else m.timeout
    told = [m.revision, m.seconds_left, m.running_since, m.is_shared]
    place = [m.place] if m.place else []
    return [m.id, m.key, m.level, value, timeout, m.tags, *told, *place]


def load(stored: Iterable[Any], times: Times | None = None) -> tuple[Message, ...]:
    """The messages that ``dump`` stored, without those whose time is over.

    ``times`` is what their page tells about them. What another version has stored in
    another form is left out too.
    """
    told = times or {}
    loaded = (_tell(m, told) for m in map(_load_one, stored) if m is not None)
    return tuple(message for message in loaded if message.remaining != 0)


def revisions(stored: Iterable[Any]) -> dict[str, int]:
    """Which messages ``dump`` has stored, also those whose time is over."""
    return {each[0]: each[6] for each in stored if len(each) > 6}


def _load_one(stored: Any) -> Message | None:
    try:
        return _read(stored)
    except MALFORMED:
        logger.warning("A stored flash message cannot be read and is left out.")
        return None


def _read(stored: Any) -> Message:
    match stored:
        case [str(message_id), str(key), str(level), value, *rest]:
            timeout, tags, revision, left, since, is_shared, *place = rest
            return Message(
                message_id,
                key,
                level,
                decode(value),
                timeout=_seconds(timeout),
                tags=str(tags),
                revision=int(revision),
                seconds_left=_seconds(left),
                running_since=_seconds(since),
                is_shared=is_shared is True,
                size=size_of(key, value),
                place=str(*place),
            )
        case _:
            raise ValueError


def _seconds(stored: Any) -> float | None:
    return None if stored is None else float(stored)


def _tell(message: Message, times: Times) -> Message:
    if message.id not in times:
        return message
    left, is_paused = times[message.id]
    return message.with_time_left(left, is_paused=is_paused)
