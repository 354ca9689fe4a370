"""The messages that ``mount`` puts: each is shown once per page.

The HTTP response of a page, its join and every reconnect mount the view again. A
message with the same contents gets the same id each time, so that they show one. A
message that a former mount has put is not put again: it is still there, or it was
dismissed, has expired or was replaced.
"""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import blake2b
from types import MappingProxyType

from liveflash.flash.message import Message, Times, id_bytes
from liveflash.flash.values import encode

MAX_MOUNTED_MESSAGES = 100

_NO_TIMES: Times = MappingProxyType({})


class MountedMessages:
    """The messages that the mounts of one page have put.

    Ids are derived from ``page_id``, and from ``visit`` on a page that was reached by
    live navigation, which has the page id of the page before it. ``former`` are the ids
    of former mounts, ``times`` the remaining times that the page has reported.
    """

    __slots__ = (
        "_counts",
        "_former",
        "_ids",
        "_page_id",
        "_times",
        "_visit",
        "is_patching",
    )

    def __init__(
        self,
        page_id: str,
        visit: str = "",
        former: Sequence[str] = (),
        times: Times = _NO_TIMES,
    ) -> None:
        self._page_id = page_id
        self._visit = visit
        self._former = former
        self._times = times
        self._counts: dict[str, int] = {}
        self._ids = dict.fromkeys(former)
        # True during the handle_params of a patch, which always shows its messages.
        self.is_patching = False

    @classmethod
    def restore(
        cls, page_id: str, stored: Sequence[str], times: Times, *, is_navigated: bool
    ) -> "MountedMessages":
        """Return those of a page that is joined; ``stored`` comes from its record."""
        if stored:
            visit, *former = stored
            return cls(page_id, visit, former, times)
        visit = secrets.token_hex(4) if is_navigated else ""
        return cls(page_id, visit, (), times)

    @property
    def stored(self) -> list[str]:
        """The contents of the page's record for ``restore``, empty without messages."""
        return [self._visit, *self._ids] if self._ids else []

    def identify(self, message: Message, contents: str) -> tuple[Message, bool]:
        """Return the message with its id, and whether to show it.

        ``contents`` are those of ``contents_of``.
        """
        size = id_bytes(is_kept=message.is_kept)
        message = replace(message, id=self._new_id(contents, size))
        is_new = self.is_patching or message.id not in self._former
        left, is_paused = self._times.get(message.id, (None, False))
        if left is not None:
            is_new = is_new and left > 0
            message = message.with_time_left(left, is_paused=is_paused)
        self._ids.setdefault(message.id)
        if len(self._ids) > MAX_MOUNTED_MESSAGES:
            del self._ids[next(iter(self._ids))]
        return message, is_new

    def forget(self, messages: Iterable[Message]) -> None:
        """Allow the next mount to put messages again that the view has cleared."""
        for message in messages:
            self._ids.pop(message.id, None)

    def _new_id(self, contents: str, size: int) -> str:
        """Return an id for the contents; a message put twice gets two ids."""
        count = self._counts.get(contents, 0) + 1
        if not self.is_patching:
            self._counts[contents] = count
            return self._id_of(contents, count, size)
        while (message_id := self._id_of(contents, count, size)) in self._ids:
            count += 1
        return message_id

    def _id_of(self, contents: str, count: int, size: int) -> str:
        text = f"{self._page_id} {self._visit} {count} {contents}"
        return blake2b(text.encode(), digest_size=size).hexdigest()


def contents_of(message: Message) -> str:
    """Return the text that two messages have in common if they look the same."""
    m = message
    shown = [m.key, m.level, encode(m.value), m.timeout, m.tags]
    if m.is_kept or m.icon or not m.is_dismissible:
        shown += [m.is_kept, m.icon, m.is_dismissible]
    return json.dumps(shown, sort_keys=True)
