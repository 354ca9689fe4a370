"""Convert messages to JSON values and back."""

import json
import logging
import math
from collections.abc import Iterable, Iterator
from typing import Any

from liveflash.flash.message import Message, Times, size_of
from liveflash.flash.values import MALFORMED, decode, encode

logger = logging.getLogger("liveflash")

# The values at the end of a stored message that are left out.
_NOTHING_MORE = ("", None, False, "", False, False)


def dump(messages: Iterable[Message]) -> list[Any]:
    """Return the messages as a JSON value for ``load``."""
    return [_dump_message(message) for message in messages]


def _dump_message(message: Message) -> list[Any]:
    m, value = message, encode(message.value)
    # JSON lacks infinity.
    timeout = "inf" if m.timeout == math.inf else m.timeout
    state = [m.revision, m.seconds_left, m.running_since, m.is_shared]
    more: list[Any] = [m.place, m.django_level, m.is_in_loop]
    more += [m.icon, not m.is_dismissible, m.is_kept]
    while more and not more[-1]:
        more.pop()
    return [m.id, m.key, m.level, value, timeout, m.tags, *state, *more]


def load(stored: Iterable[Any], times: Times | None = None) -> tuple[Message, ...]:
    """Return the messages that ``dump`` stored, except expired ones.

    ``times`` are the remaining times that the page has reported. Messages that another
    version stored in another format are left out.
    """
    timed = (_with_time(message, times or {}) for message in load_all(stored))
    return tuple(message for message in timed if message.remaining != 0)


def dump_text(message: Message) -> str:
    """Return a message as JSON text for ``load_text``."""
    return json.dumps(_dump_message(message))


def load_text(text: str) -> Message | None:
    """Return the message that ``dump_text`` stored, None if it cannot be read."""
    try:
        return _load_message(json.loads(text))
    except ValueError:
        return None


def load_all(stored: Iterable[Any]) -> Iterator[Message]:
    """Yield the messages that ``dump`` stored, including expired ones."""
    return filter(None, map(_load_message, stored))


def revisions(stored: Iterable[Any]) -> dict[str, int]:
    """Return the revision of each stored message by id, including expired ones."""
    return {each[0]: each[6] for each in stored if len(each) > 6}


def _load_message(stored: Any) -> Message | None:
    try:
        return _read(stored)
    except MALFORMED:
        logger.warning("A stored flash message cannot be read and is left out.")
        return None


def _read(stored: Any) -> Message:
    match stored:
        case [str(message_id), str(key), str(level), value, *rest]:
            timeout, tags, revision, left, since, is_shared, *more = rest
            more.extend(_NOTHING_MORE[len(more) :])
            place, django_level, is_in_loop, icon, is_fixed, is_kept = more
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
                place=str(place),
                django_level=None if django_level is None else int(django_level),
                is_in_loop=is_in_loop is True,
                icon=str(icon),
                is_dismissible=is_fixed is not True,
                is_kept=is_kept is True,
            )
        case _:
            raise ValueError


def _seconds(stored: Any) -> float | None:
    return None if stored is None else float(stored)


def _with_time(message: Message, times: Times) -> Message:
    if message.id not in times:
        return message
    left, is_paused = times[message.id]
    return message.with_time_left(left, is_paused=is_paused)
