"""The flash of one page: an ordered tuple of messages."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Unpack

from liveflash.flash import kept_changes, unfinished
from liveflash.flash.lock import LOCK, locked
from liveflash.flash.message import (
    LOADING,
    Message,
    MessageOptions,
    check_key,
    check_size,
    new_message,
    newest_within,
    revised,
    size_of_value,
)
from liveflash.flash.message_handle import PutMessage
from liveflash.flash.mounted import MountedMessages, contents_of

_ABSENT = object()


class Flash(Mapping[str, Any]):
    """The messages of one page; as a mapping, the newest value of each key.

    It holds up to ``max_messages`` messages of ``max_bytes`` bytes in total. Beyond
    these limits the oldest are dropped. Tasks and threads may change it. A value is
    read before the lock is taken, because a lazy one may run any code.

    >>> flash = Flash()
    >>> saved = flash.put("info", "Saved.")
    >>> flash["info"], len(flash)
    ('Saved.', 1)
    """

    __slots__ = (
        "_is_mounting",
        "_max_bytes",
        "_max_messages",
        "_unfinished",
        "is_rendering",
        "kept",
        "messages",
        "mounted",
        "on_change",
        "presented",
        "renders",
        "was_read",
    )

    def __init__(
        self,
        messages: Iterable[Message] = (),
        *,
        max_messages: float = math.inf,
        max_bytes: float = math.inf,
    ) -> None:
        self.messages: tuple[Message, ...] = tuple(messages)
        self._max_messages = max_messages
        self._max_bytes = max_bytes
        # Called after the view has changed a message.
        self.on_change: Callable[[], None] | None = None
        # The messages that mounts have put, None on a page without a mount.
        self.mounted: MountedMessages | None = None
        self._is_mounting = False
        self.kept = kept_changes.NO_CHANGES  # what the view has changed
        self._unfinished: tuple[Message, ...] = ()
        self.renders = 0  # how often a page has rendered it
        self.is_rendering = False  # see ``message_loop``
        # The last presentation of the messages for each tag: see ``presentation``.
        self.presented: dict[str | None, Any] = {}
        # Set by each read as a mapping, with which a template shows messages itself.
        self.was_read = False

    def put(
        self,
        key: str,
        value: Any,
        *,
        replaces: bool = True,
        parts: Any = (),
        **options: Unpack[MessageOptions],
    ) -> PutMessage:
        """Add a message that replaces those of its key, unless ``replaces`` is false.

        ``parts`` are further attributes of the message.
        """
        message = replace(new_message(key, value, **options), **dict(parts))
        return PutMessage(self, self._add(message, replaces=replaces))

    @contextmanager
    def mounting(self) -> Iterator[None]:
        """Treat the messages that are put meanwhile as those of a mount."""
        former, self._is_mounting = self._is_mounting, self.mounted is not None
        try:
            yield
        finally:
            self._is_mounting = former

    @contextmanager
    def patching(self) -> Iterator[None]:
        """Treat the messages that are put meanwhile as new, and as those of a mount.

        The mount of a reconnect puts them again if it has the same URL. During a mount
        they are those of the mount.
        """
        if self.mounted is None or self._is_mounting:
            yield
            return
        self.mounted.is_patching = True
        try:
            with self.mounting():
                yield
        finally:
            self.mounted.is_patching = False

    def update(
        self,
        message_id: str,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Change a message in place; return False if it does not exist.

        A dismissed message of level "loading" is shown again with another level only.
        """
        size = size_of_value(value)
        with LOCK:
            message = self.find(message_id)
            known = message or unfinished.find(self._unfinished, message_id)
            if known is None:
                return False
            changed = revised(known, value, level=level, timeout=timeout, size=size)
            check_size(changed, self._max_bytes)
            if message is not None:
                self.change(changed)
            elif changed.level == LOADING:
                return False
            else:
                self._forget(message_id)
                self.messages = (*self.messages, changed)
            self.kept = kept_changes.with_update(self.kept, changed)
            self._make_room()
            self._note_change()
        return True

    @locked
    def receive(self, message: Message) -> None:
        """Add a pushed message, or update it if this revision is newer.

        Its time starts now.
        """
        known = self.find(message.id)
        if known is None:
            self.messages = (*self.messages, message.started())
            self._make_room()
        elif known.revision < message.revision:
            self.change(message.started())

    @locked
    def change(self, message: Message) -> None:
        """Replace the message that has the id of ``message``, if it exists."""
        self.messages = tuple(
            message if m.id == message.id else m for m in self.messages
        )

    def select(self, key: str | None = None) -> tuple[Message, ...]:
        """Return the messages of ``key``, or all if it is None, that a tag shows."""
        return tuple(
            m for m in self.messages if key in (None, m.key) and not m.is_in_loop
        )

    def find(self, message_id: str) -> Message | None:
        """Return the message with this id, or None."""
        return next((m for m in self.messages if m.id == message_id), None)

    @locked
    def clear(self, key: str | None = None) -> None:
        """Remove the messages of ``key`` if there are any, or all if it is None."""
        self._keep(() if key is None else self._without(check_key(key)))

    @locked
    def discard(self, message_id: str) -> bool:
        """Remove the message with this id; return False if it does not exist."""
        rest = tuple(m for m in self.messages if m.id != message_id)
        is_found = len(rest) < len(self.messages)
        self._keep(rest)
        return is_found

    @locked
    def retract(self, key: str | None = None) -> None:
        """Clear messages for the view. Its next mount may put them again."""
        if self.mounted is not None:
            self.mounted.forget(m for m in self.messages if key in (None, m.key))
        self.clear(key)
        self._forget_unfinished(key)
        self._note_change()

    @locked
    def take_back(self, message_id: str) -> bool:
        """Discard a message for the view. Its next mount may put it again."""
        if self.mounted is not None:
            self.mounted.forget(m for m in self.messages if m.id == message_id)
        is_found = self.discard(message_id)
        self.kept = kept_changes.with_clear(self.kept, message_id)
        self._forget(message_id)
        self._note_change()
        return is_found

    def changed_since(self, earlier: Iterable[Message]) -> tuple[Message, ...]:
        """Return the messages that were put or updated after ``earlier`` was read."""
        known = {(message.id, message.revision) for message in earlier}
        return tuple(m for m in self.messages if (m.id, m.revision) not in known)

    # Templates do not call these.
    clear.alters_data = True  # type: ignore[attr-defined]
    update.alters_data = True  # type: ignore[attr-defined]

    def _note_change(self) -> None:
        if self.on_change is not None:
            self.on_change()

    def _add(self, message: Message, *, replaces: bool) -> str:
        """Add a message to the others, or replace those of its key; return its id."""
        check_size(message, self._max_bytes)
        contents = contents_of(message) if self._is_mounting else ""
        with LOCK:
            is_shown = True
            if contents and self.mounted is not None:
                message, is_shown = self.mounted.identify(message, contents)
            if is_shown and (replaces or self.find(message.id) is None):
                if replaces:
                    self._forget_unfinished(message.key)
                rest = self._without(message.key) if replaces else self.messages
                self.messages = (*rest, message)
                self.kept = kept_changes.with_put(self.kept, message)
                self._make_room()
                self._note_change()
        return message.id

    def _make_room(self) -> None:
        """Drop the oldest messages beyond the limits."""
        rest = newest_within(self.messages, self._max_messages, self._max_bytes)
        if len(rest) < len(self.messages):
            self._keep(rest)

    def _keep(self, rest: tuple[Message, ...]) -> None:
        """Remove the messages that are not in ``rest``."""
        removed = (m for m in self.messages if m not in rest)
        self._unfinished = unfinished.remember(self._unfinished, removed)
        self.messages = rest

    def _forget(self, message_id: str) -> None:
        self._unfinished = tuple(m for m in self._unfinished if m.id != message_id)

    def _forget_unfinished(self, key: str | None) -> None:
        self._unfinished = unfinished.without_key(self._unfinished, key)

    def _without(self, key: str) -> tuple[Message, ...]:
        return tuple(m for m in self.messages if m.key != key)

    def __getitem__(self, key: str) -> Any:
        value = self.get(key, _ABSENT)
        if value is _ABSENT:
            raise KeyError(key)
        return value

    def get(self, key: str, default: Any = None) -> Any:
        """Return the newest value of a key, or ``default``."""
        self.was_read = True
        for message in reversed(self.messages):
            if message.key == key:
                return message.value
        return default

    def __iter__(self) -> Iterator[str]:
        self.was_read = True
        return iter(dict.fromkeys(message.key for message in self.messages))

    def __len__(self) -> int:
        self.was_read = True
        return len({message.key for message in self.messages})

    def __repr__(self) -> str:
        return f"Flash({dict(self)!r})"
