"""What DEBUG tells of messages that nobody sees, or that stand on a page twice.

In DEBUG the flash of a page is watched: it knows where the project put each message,
and which messages a template has read.
"""

import inspect
import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from liveflash import conf
from liveflash.flash.flash import Flash, PutMessage
from liveflash.flash.message import Message

logger = logging.getLogger("liveflash")

_BETWEEN = ("liveflash.", "django.contrib.messages.")


class WatchedFlash(Flash):
    """The flash of a page in DEBUG."""

    __slots__ = ("_read", "_told")

    def __init__(self, messages: Iterable[Message] = (), **limits: float) -> None:
        super().__init__(messages, **limits)
        self._read: set[str] = set()
        self._told: set[str] = set()

    def put(self, *args: Any, **options: Any) -> PutMessage:
        """Add a message, with the place that it comes from."""
        return super().put(*args, **options, place=call_site())

    def append(self, *args: Any, **options: Any) -> None:
        """Add a message, with the place that it comes from."""
        super().append(*args, **options, place=call_site())

    def __getitem__(self, key: str) -> Any:
        self.of(key)
        return super().__getitem__(key)

    def of(self, key: str | None = None) -> tuple[Message, ...]:
        """The messages of a key, which now count as read."""
        messages = super().of(key)
        self._read.update(message.id for message in messages)
        return messages

    def take_unread(self) -> list[Message]:
        """The messages that no template has read, each once."""
        known = self._read | self._told
        unread = [message for message in self.messages if message.id not in known]
        self._told.update(message.id for message in unread)
        return unread


class Reader(Mapping[str, Any]):
    """A watched flash as a template reads it."""

    __slots__ = ("_flash",)

    def __init__(self, flash: WatchedFlash) -> None:
        self._flash = flash

    @property
    def messages(self) -> tuple[Message, ...]:
        """All messages."""
        return self._flash.of()

    def __getitem__(self, key: str) -> Any:
        return self._flash[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._flash)

    def __len__(self) -> int:
        return len(self._flash)

    def __repr__(self) -> str:
        return repr(self._flash)


def new_flash(messages: Iterable[Message] = ()) -> Flash:
    """The flash of a page within the limits of the settings, watched in DEBUG."""
    kind = WatchedFlash if conf.debug() else Flash
    return kind(messages, **conf.flash_limits())


def for_templates(flash: Flash) -> Mapping[str, Any]:
    """What stands for ``flash`` in a template."""
    return Reader(flash) if type(flash) is WatchedFlash else flash


def call_site() -> str:
    """The line of the project's code that has called us."""
    frame = inspect.currentframe()
    while frame and f"{frame.f_globals.get('__name__')}.".startswith(_BETWEEN):
        frame = frame.f_back
    return f"{_short(frame.f_code.co_filename)}:{frame.f_lineno}" if frame else ""


def tell_unread(flash: Flash, template_name: object) -> None:
    """Tell of messages that the page of a template does not show."""
    if type(flash) is WatchedFlash:
        for message in flash.take_unread():
            logger.warning(
                "The message %r%s shows nowhere: %s has neither {%% liveflash %%} nor "
                "{{ flash.%s }}. Add one inside {%% live %%}.",
                message.key,
                f", put at {message.place}," if message.place else "",
                template_name,
                message.key,
            )


def tell_outside(tags: Iterable[str]) -> None:
    """Tell of tags that stand outside ``{% live %}`` on a live page."""
    for tag in tags:
        logger.warning(
            "%s stands outside {%% live %%} on a live page, where it shows nothing "
            "that comes later: move it inside.",
            tag,
        )


@lru_cache(maxsize=1000)
def tell_double(tag: str, other: str) -> None:
    """Tell of two tags that show the same messages, once in a process."""
    logger.warning(
        "%s shows what %s shows too: on this page a message stands twice. Keep one.",
        tag,
        other,
    )


@lru_cache(maxsize=1000)
def tell_unknown_user(tag: str) -> None:
    """Tell of a history that is nobody's yet, once in a process."""
    logger.warning(
        "%s shows nothing: this page is rendered in async code, and its user is not "
        "loaded yet. Say `request.user = await request.auser()` in the view.",
        tag,
    )


def _short(file_name: str) -> str:
    """A file's path from where the server was started, where it is below."""
    path = Path(file_name)
    return str(
        path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    )
