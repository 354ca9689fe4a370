"""Django's messages on a live page: a message storage over the page's flash."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import Any

from django.contrib.messages import constants
from django.contrib.messages.storage.base import BaseStorage, Message
from django.contrib.messages.utils import get_level_tags
from django.http import HttpRequest

from liveflash import conf
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message as FlashMessage
from liveflash.flash.message_loop import in_loop, show_in_loop
from liveflash.signals import RequestReports

# The flash level of each level of Django's messages, from the highest to the lowest.
_LEVELS = {
    constants.ERROR: "error",
    constants.WARNING: "warning",
    constants.SUCCESS: "success",
    constants.INFO: "info",
}

_ATTRIBUTE = "_messages"


class LiveMessages(BaseStorage):
    """The storage of ``django.contrib.messages`` that shows messages on a live page.

    Messages that are added become messages of the flash. Iterating over it returns
    those that no ``{% liveflash %}`` has shown, and does not consume them: a view that
    looks at the messages leaves them to the page. It has no request: that would be a
    reference cycle.
    """

    def __init__(self, flash: Flash) -> None:
        super().__init__(None)  # type: ignore[arg-type]
        self._flash = flash

    def add(self, level: int, message: Any, extra_tags: str | None = "") -> None:
        """Add a message to the flash, unless it is empty or its level is too low."""
        if message and int(level) >= self.level:
            self.added_new = True
            self.show(int(level), message, extra_tags)

    def show(self, level: int, text: Any, extra_tags: str | None) -> None:
        """Show a message on the page."""
        append_message(self._flash, level, text, extra_tags)

    def __iter__(self) -> Iterator[Message]:
        self.used = True
        return iter(_django_forms(show_in_loop(self._flash)))

    def __len__(self) -> int:
        return len(in_loop(self._flash))

    def update(self, response: Any) -> list[Message]:  # noqa: ARG002 - Django's
        """Store nothing: the page has the messages."""
        return []

    def __contains__(self, message: object) -> bool:
        return message in _django_forms(in_loop(self._flash))

    def __repr__(self) -> str:
        return f"<{type(self).__qualname__}>"


class LoopMessages(LiveMessages):
    """The storage of a page with ``LIVEFLASH_MESSAGES = False``.

    Only a loop of the page shows Django's messages. ``source`` is the request's own
    storage: before the page is joined, it holds them until the loop is rendered.
    """

    def __init__(self, flash: Flash, source: BaseStorage | None) -> None:
        super().__init__(flash)
        self._source = source

    def show(self, level: int, text: Any, extra_tags: str | None) -> None:
        """Show a message in the loop of the page."""
        if self._source is None:
            append_message(self._flash, level, text, extra_tags, is_in_loop=True)
        else:
            self._source.level = self.level
            self._source.add(level, text, extra_tags)

    def __iter__(self) -> Iterator[Message]:
        if not self._flash.is_rendering:
            return iter([*self._waiting, *super().__iter__()])
        source, self._source = self._source, None
        if source is not None:
            # The mount of the join puts them again.
            new = list(map(id, queued(source)))
            for each in source:
                with self._flash.mounting() if id(each) in new else nullcontext():
                    self.show(each.level, each.message, each.extra_tags)
        return super().__iter__()

    def __contains__(self, message: object) -> bool:
        return message in self._waiting or super().__contains__(message)

    @property
    def _waiting(self) -> list[Message]:
        """The messages that wait for the loop, without consuming them."""
        loaded = getattr(self._source, "_loaded_messages", ())
        return [*loaded, *queued(self._source)]

    def __len__(self) -> int:
        waiting = 0 if self._source is None else len(self._source)
        return waiting + super().__len__()


def use_live_messages(request: HttpRequest, socket: Any, *, connected: bool) -> None:
    """Have Django's messages of a live page's request shown by that page."""
    own = getattr(request, _ATTRIBUTE, None)
    if own is None:
        return
    live: LiveMessages = socket._messages  # noqa: SLF001 - the name that Django reads
    if not conf.bridges_messages():
        live = LoopMessages(socket.flash, None if connected else own)
    if own.level != live.level:
        live.level = own.level
    setattr(request, _ATTRIBUTE, live)


@contextmanager
def own_messages_afterwards(request: HttpRequest) -> Iterator[None]:
    """Give a request its own storage back after the page has been rendered."""
    own = getattr(request, _ATTRIBUTE, None)
    try:
        yield
    finally:
        if own is not None:
            setattr(request, _ATTRIBUTE, own)


def has_messages(request: HttpRequest) -> bool:
    """Return whether a loop of the page may show messages."""
    return len(getattr(request, _ATTRIBUTE, ())) > 0


def _django_forms(messages: Iterable[FlashMessage]) -> list[Message]:
    """Return messages of the flash as Django's own."""
    return [Message(m.django_level or 0, m.value, m.tags) for m in messages]


def queued(storage: Any) -> Sequence[Message]:
    """Return the messages that were added during the request of a storage."""
    added: Sequence[Message] = getattr(storage, "_queued_messages", ())
    return added


def take_unshown(
    request: HttpRequest, key: str | None = None, *, only_new: bool = False
) -> list[Message]:
    """Take and return the messages of a plain page that no loop has shown.

    With a ``key``, take those that become messages of that key; with ``only_new`` those
    that were added during the request.
    """
    storage: Any = getattr(request, _ATTRIBUTE, None)
    if storage is None:
        return []
    loaded = [] if storage.used or only_new else storage._loaded_messages  # noqa: SLF001
    unshown = [*loaded, *queued(storage)]
    taken = [each for each in unshown if key is None or _key_of(each.level) == key]
    if taken:
        left = [each for each in unshown if not any(each is one for one in taken)]
        # A loop that follows shows what is left, or else the next page.
        storage._queued_messages, storage.added_new = left, bool(left)  # noqa: SLF001
    if taken and not only_new:
        storage._loaded_data, storage.used = [], True  # noqa: SLF001
    return taken


def append_all(
    flash: Flash, messages: Iterable[Message], request: HttpRequest
) -> tuple[FlashMessage, ...]:
    """Append Django's messages of a request to a flash, and return what was added."""
    before = flash.messages
    for each in messages:
        append_message(flash, each.level, each.message, each.extra_tags)
    added = flash.changed_since(before)
    RequestReports(request).put(added)
    return added


def append_message(
    flash: Flash,
    level: int,
    text: Any,
    extra_tags: str | None = "",
    *,
    is_in_loop: bool = False,
) -> None:
    """Append one of Django's messages to a flash; its key is the tag of its level."""
    parts = {
        "tags": str(extra_tags or ""),
        "django_level": level,
        "is_in_loop": is_in_loop,
    }
    key, name = _key_of(level), _level_name(level)
    flash.put(key, text, replaces=False, level=name, parts=parts)


def _key_of(level: int) -> str:
    """Return the key of a level of Django's messages, the tag that the project sets."""
    return str(get_level_tags().get(level) or _level_name(level))


def _level_name(level: int) -> str:
    """Return the flash level of a level of Django's messages; ignore its tag.

    A custom level has the name of the nearest lower one.
    """
    lower = (name for number, name in _LEVELS.items() if number <= level)
    return next(lower, "debug")
