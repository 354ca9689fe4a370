"""Development warnings for messages that are never rendered, or rendered twice.

While DEBUG is on, the flash of a page records where the project put each message and
which messages a template has read.
"""

import inspect
import logging
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.flash.message_handle import PutMessage

logger = logging.getLogger("liveflash")

_INTERNAL_MODULES = ("liveflash.", "django.contrib.messages.")


class TrackedFlash(Flash):
    """A flash that records call sites and reads."""

    __slots__ = ("_read_ids", "_reported_ids")

    def __init__(self, messages: Iterable[Message] = (), **limits: float) -> None:
        super().__init__(messages, **limits)
        self._read_ids: set[str] = set()
        self._reported_ids: set[str] = set()

    def put(self, *args: Any, parts: Any = (), **options: Any) -> PutMessage:
        """Put a message and record the calling line."""
        placed = {**dict(parts), "place": call_site()}
        return super().put(*args, parts=placed, **options)

    def __getitem__(self, key: str) -> Any:
        self.select(key)
        return super().__getitem__(key)

    def select(self, key: str | None = None) -> tuple[Message, ...]:
        """Return the messages of ``key``, without it all, and mark them as read."""
        messages = super().select(key)
        self._read_ids.update(message.id for message in messages)
        return messages

    def __repr__(self) -> str:
        """Return what ``{% debug %}`` shows; this reads no message."""
        read_ids = set(self._read_ids)
        shown = super().__repr__()
        self._read_ids = read_ids
        return shown

    def report_unread(self) -> list[Message]:
        """Return the messages that no template has read. Each is returned once."""
        known = self._read_ids | self._reported_ids
        unread = [m for m in self.messages if m.id not in known and not m.is_in_loop]
        self._reported_ids.update(message.id for message in unread)
        return unread


class TemplateFlash(Mapping[str, Any]):
    """A tracked flash as the variable ``flash`` of a template."""

    __slots__ = ("_flash",)

    def __init__(self, flash: TrackedFlash) -> None:
        self._flash = flash

    @property
    def messages(self) -> tuple[Message, ...]:
        """All messages."""
        self._flash.was_read = True
        return self._flash.select()

    def __getitem__(self, key: str) -> Any:
        return self._flash[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._flash)

    def __len__(self) -> int:
        return len(self._flash)

    def __repr__(self) -> str:
        return repr(self._flash)


def flash_for_templates(flash: Flash) -> Mapping[str, Any]:
    """Return the value of the template variable ``flash``."""
    return TemplateFlash(flash) if type(flash) is TrackedFlash else flash


def call_site() -> str:
    """Return the file and line of the project's code that called this package."""
    frame = inspect.currentframe()
    while frame and _module_name(frame.f_globals).startswith(_INTERNAL_MODULES):
        frame = frame.f_back
    return f"{_short(frame.f_code.co_filename)}:{frame.f_lineno}" if frame else ""


def warn_unread(flash: Flash, template_name: object) -> None:
    """Log a warning for each message that the template has not rendered."""
    if type(flash) is TrackedFlash:
        for message in flash.report_unread():
            logger.warning(
                "Message %r was put%s but no template rendered it. Add "
                "{%% liveflash %%} or {{ flash.%s }} to %s, inside {%% live %%}.",
                message.key,
                f" at {message.place}" if message.place else "",
                message.key,
                template_name,
            )


def warn_outside_live(tags: Iterable[str]) -> None:
    """Log a warning for each tag outside ``{% live %}`` on a live page."""
    for tag in tags:
        logger.warning(
            "%s is outside {%% live %%} on a live page, so it shows no message that "
            "is put later. Move it inside.",
            tag,
        )


@lru_cache(maxsize=1000)
def warn_duplicate(tag: str, other: str) -> None:
    """Log a warning for two tags with the same messages, once per process."""
    logger.warning(
        "%s shows the same messages as %s so this page shows them twice. Remove one "
        "of the tags.",
        tag,
        other,
    )


@lru_cache(maxsize=1000)
def warn_cached(tag: str) -> None:
    """Log a warning, once per process, for a tag inside of ``{% cache %}``."""
    logger.warning(
        "%s is inside {%% cache %%}, so the messages of one visitor are shown to "
        "others. Move it outside.",
        tag,
    )


@lru_cache(maxsize=1000)
def warn_several_roots(template_name: str, tag: str) -> None:
    """Log a warning for a message template without a root, once per process."""
    logger.warning(
        "The template %r of %s has no single root element, so each change of a "
        "message patches the whole page. Put its contents into one element.",
        template_name,
        tag,
    )


@lru_cache(maxsize=1000)
def warn_user_not_loaded(tag: str) -> None:
    """Log a warning for a bell without a loaded user, once per process."""
    logger.warning(
        "%s is empty: the page is rendered in async code and its user is not loaded "
        "yet. Add `request.user = await request.auser()` to the view.",
        tag,
    )


def _module_name(namespace: Mapping[str, Any]) -> str:
    return f"{namespace.get('__name__')}."


def _short(file_name: str) -> str:
    """Return the path relative to the working directory, if the file is below it."""
    path = Path(file_name)
    is_below = path.is_relative_to(Path.cwd())
    return str(path.relative_to(Path.cwd()) if is_below else path)
