"""A message as a person meets it: its value taken apart, and how long it is shown."""

import dataclasses
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language

from liveflash import conf
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.flash.values import StoredDataclass, fields_of
from liveflash.local_urls import is_local, is_web_address

TEXT_NAMES = ("text", "body", "detail", "message")
LIST_NAMES = ("fields", "items", "errors")
URGENT = frozenset({"error", "warning"})

# A text up to this many characters is read within its level's time; each further one
# takes a little more, up to LONGEST in all.
READ_AT_A_GLANCE = 60
SECONDS_A_CHARACTER = 0.05
LONGEST = 30.0

BY_LEVEL = "by level"

_MAIL_ADDRESS = re.compile(r"mailto:[^\x00-\x20\\]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Action:
    """What a message offers to do: a click is the event of a ``phx-click``."""

    label: Any
    event: str
    value: Mapping[str, Any]


@dataclass(slots=True)
class PresentedMessage:
    """One message for the template, with its value taken apart."""

    id: str
    key: str
    level: str
    value: Any
    title: Any = ""
    text: Any = ""
    items: list[Any] = field(default_factory=list)
    pairs: list[tuple[str, Any]] = field(default_factory=list)
    url: str = ""
    action: Action | None = None
    revision: int = 0
    timeout: float | None = None
    is_folded: bool = False

    @property
    def urgency(self) -> str:
        """How a live region announces it."""
        return "assertive" if self.level in URGENT else "polite"

    @property
    def has_text(self) -> bool:
        """Whether there is a text: 0 and False are."""
        return self.text is not None and self.text != ""

    @property
    def selector(self) -> str:
        """Selects the message's element."""
        return f"#liveflash-{self.id}"


def show_all(
    flash: Flash, key: str | None, *, timeout: Any, stay: bool, max_open: int | None
) -> list[PresentedMessage]:
    """Return the messages of ``key``, or all, as the template shows them.

    The oldest beyond ``max_open`` are folded. A message that has not changed since the
    last render is the same object again, from which the renderer sees that its HTML has
    not changed either.
    """
    messages = flash.of(key)
    folded = 0 if max_open is None else max(0, len(messages) - max_open)
    options = (timeout, stay, get_language())
    former_options, former = flash.presented.get(key, (options, {}))
    if former_options != options:
        former = {}
    current = {}
    for place, message in enumerate(messages):
        known, is_folded, shown = former.get(message.id, (None, False, None))
        if known is not message or is_folded != (place < folded):
            shown = show(message, timeout, stay=stay)
            shown.is_folded = place < folded
        current[message.id] = (message, shown.is_folded, shown)
    flash.presented[key] = (options, current)
    return [shown for _message, _is_folded, shown in current.values()]


def show(
    message: Message, timeout: Any = BY_LEVEL, *, stay: bool = False
) -> PresentedMessage:
    """Take a message apart, so that nobody has to read a Python literal.

    ``timeout`` is in seconds, for a message that says none; None lets it stay. All
    messages ``stay`` where that is true.
    """
    shown = PresentedMessage(message.id, message.key, message.level, message.value)
    shown.revision = message.revision
    value = _as_mapping(message.value)
    if isinstance(value, Mapping):
        _take_apart(value, shown)
    elif isinstance(value, list | tuple | set | frozenset):
        shown.items = [_line(item) for item in value]
    else:
        shown.text = value
    shown.timeout = None if stay else _seconds(message, shown, timeout)
    return shown


def _seconds(message: Message, shown: PresentedMessage, timeout: Any) -> float | None:
    """The seconds that a message is shown, None where it stays."""
    if message.seconds_left is not None:
        return round(message.seconds_left, 1)
    if message.timeout is not None:
        return None if message.timeout == math.inf else message.timeout
    if shown.action is not None:
        return None
    if timeout != BY_LEVEL:
        return None if timeout is None else float(timeout)
    seconds = conf.timeouts().get(message.level)
    return None if seconds is None else _long_enough(shown, seconds)


def _long_enough(shown: PresentedMessage, seconds: float) -> float:
    parts = (shown.title, shown.text, *shown.items, *shown.pairs)
    more = sum(len(str(part)) for part in parts) - READ_AT_A_GLANCE
    longer = seconds + max(0, more) * SECONDS_A_CHARACTER
    return round(max(seconds, min(longer, LONGEST)), 1)


def _take_apart(value: Mapping[Any, Any], shown: PresentedMessage) -> None:
    for name, part in value.items():
        if name == "title":
            shown.title = _line(part)
        elif name == "level" and part == shown.level:
            continue
        elif name == "url" and _is_link(str(part)):
            shown.url = str(part)
        elif name == "action" and (action := _action(part)):
            shown.action = action
        elif name in TEXT_NAMES and not shown.text:
            shown.text = _line(part)
        elif name in LIST_NAMES and isinstance(part, list | tuple) and not shown.items:
            shown.items = [_line(item) for item in part]
        else:
            shown.pairs.append((str(name), _line(part)))


def _is_link(url: str) -> bool:
    """Return whether ``url`` may become a link: of this site, the web, or mail.

    A relative path is shown as text: "example.com" is not meant as one.
    """
    if url.startswith(("/", "?", "#")):
        return is_local(url)
    return is_web_address(url) or _MAIL_ADDRESS.fullmatch(url) is not None


def _action(part: Any) -> Action | None:
    match part:
        case {"label": label, "event": str(event), **rest} if event:
            value = rest.get("value")
            return Action(label, event, value if isinstance(value, Mapping) else {})
        case _:
            return None


def _as_mapping(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return fields_of(value)
    return fields_of(value) if isinstance(value, StoredDataclass) else value


def _line(value: Any) -> Any:
    """A part of a value as one line; text and numbers are left to the template."""
    value = _as_mapping(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_line(part)}" for name, part in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(_line(part)) for part in value)
    return value
