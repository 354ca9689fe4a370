"""Prepare messages for templates: their parts, and how long they are shown."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, pgettext_lazy

from liveflash import conf
from liveflash.flash.actions import ACTIONS, Action, read_action, read_actions
from liveflash.flash.flash import Flash
from liveflash.flash.fraction import FRACTION, parts_of, read_fraction
from liveflash.flash.icons import ICONS, is_image_icon
from liveflash.flash.links import is_link
from liveflash.flash.message import LOADING, Message

TEXT_NAMES = ("text", "body", "detail", "message")
LIST_NAMES = ("fields", "items", "errors")

# A text up to this many characters is read within its level's time; each further one
# adds a little, up to MAX_SECONDS in total.
SHORT_TEXT_CHARACTERS = 60
SECONDS_PER_CHARACTER = 0.05
MAX_SECONDS = 30.0

BY_LEVEL = "by level"

# What is read to a screen reader's user before a message of the level.
LABELS = {
    "info": pgettext_lazy("liveflash", "Information:"),
    "success": pgettext_lazy("liveflash", "Success:"),
    "warning": pgettext_lazy("liveflash", "Warning:"),
    "error": pgettext_lazy("liveflash", "Error:"),
    "debug": pgettext_lazy("liveflash", "Debug:"),
    LOADING: pgettext_lazy("liveflash", "Loading:"),
}


@dataclass(slots=True)
class PresentedMessage:
    """A message for templates, with its value split into parts.

    ``fraction`` is from 0 to 1, or None for a message without a bar. ``actions`` are
    all actions, ``action`` is the one that the value has under that name.
    """

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
    actions: list[Action] = field(default_factory=list)
    revision: int = 0
    timeout: float | None = None
    is_folded: bool = False
    tags: str = ""
    is_shared: bool = False
    fraction: float | None = None
    icon: str = ""
    is_dismissible: bool = True

    @property
    def label(self) -> str:
        """The name of the level for screen readers; empty for a level of one's own."""
        return str(LABELS.get(self.level, ""))

    @property
    def has_text(self) -> bool:
        """True if there is a text; 0 and False are texts."""
        return self.text is not None and self.text != ""

    @property
    def has_image(self) -> bool:
        """True if the icon is the URL of an image."""
        return self.icon != "" and is_image_icon(self.icon)

    @property
    def icon_path(self) -> str:
        """The path of a named icon, as an SVG has it."""
        return ICONS.get(self.icon, "")

    @property
    def selector(self) -> str:
        """The CSS selector of the message's element."""
        return f"#liveflash-{self.id}"


def present_all(
    flash: Flash, key: str | None, *, timeout: Any, stay: bool, max_open: int | None
) -> list[PresentedMessage]:
    """Return the messages of ``key``, or all, as templates show them.

    The oldest beyond ``max_open`` are folded. A message that did not change since the
    last render is the same object, so that the renderer can reuse its HTML.
    """
    messages = flash.select(key)
    folded = 0 if max_open is None else max(0, len(messages) - max_open)
    options = (timeout, stay, get_language())
    former_options, former = flash.presented.get(key, (options, {}))
    if former_options != options:
        former = {}
    current = {}
    for index, message in enumerate(messages):
        known, is_folded, shown = former.get(message.id, (None, False, None))
        if known is not message or is_folded != (index < folded):
            shown = present(message, timeout, stay=stay)
            shown.is_folded = index < folded
        current[message.id] = (message, shown.is_folded, shown)
    flash.presented[key] = (options, current)
    return [shown for _message, _is_folded, shown in current.values()]


def present(
    message: Message, timeout: Any = BY_LEVEL, *, stay: bool = False
) -> PresentedMessage:
    """Return a message with its value split into parts.

    ``timeout`` is the time in seconds for a message without its own; with None it
    stays. With ``stay`` every message does.
    """
    shown = PresentedMessage(message.id, message.key, message.level, message.value)
    shown.revision, shown.tags = message.revision, message.tags
    shown.is_shared = message.is_shared or _is_reported(message)
    shown.icon, shown.is_dismissible = message.icon, message.is_dismissible
    value = parts_of(message.value)
    if isinstance(value, Mapping):
        _split(value, shown)
    elif isinstance(value, list | tuple | set | frozenset):
        shown.items = [_line(item) for item in value]
    else:
        shown.text = value
    shown.timeout = None if stay else _seconds(message, shown, timeout)
    return shown


def _is_reported(message: Message) -> bool:
    """Return whether the server has to know that a page has dismissed a message.

    The client takes a loading message that is shared for one that was pushed.
    """
    return message.is_kept and message.level != LOADING


def _seconds(message: Message, shown: PresentedMessage, timeout: Any) -> float | None:
    """Return the seconds that a message is shown, or None if it stays."""
    if message.seconds_left is not None:
        return round(message.seconds_left, 1)
    if message.timeout is not None:
        return None if message.timeout == math.inf else message.timeout
    if shown.actions:
        return None
    if timeout != BY_LEVEL and message.level != LOADING:
        return None if timeout is None else float(timeout)
    seconds = conf.timeouts().get(message.level)
    return None if seconds is None else _reading_seconds(shown, seconds)


def _reading_seconds(shown: PresentedMessage, seconds: float) -> float:
    parts = (shown.title, shown.text, *shown.items, *shown.pairs)
    more = sum(len(str(part)) for part in parts) - SHORT_TEXT_CHARACTERS
    longer = seconds + max(0, more) * SECONDS_PER_CHARACTER
    return round(max(seconds, min(longer, MAX_SECONDS)), 1)


def _split(value: Mapping[Any, Any], shown: PresentedMessage) -> None:
    shown.fraction = read_fraction(value.get(FRACTION))
    shown.action = read_action(value.get("action"))
    first = [] if shown.action is None else [shown.action]
    shown.actions = first + read_actions(value.get(ACTIONS))
    for name, part in value.items():
        if name == "title":
            shown.title = _line(part)
        elif _is_shown_elsewhere(name, part, shown):
            continue
        elif name == "url" and is_link(str(part)):
            shown.url = str(part)
        elif name in TEXT_NAMES and not shown.text:
            shown.text = _line(part)
        elif name in LIST_NAMES and isinstance(part, list | tuple) and not shown.items:
            shown.items = [_line(item) for item in part]
        else:
            shown.pairs.append((str(name), _line(part)))


def _is_shown_elsewhere(name: Any, part: Any, shown: PresentedMessage) -> bool:
    match name:
        case "fraction":
            return part is None or shown.fraction is not None
        case "level":
            return bool(part == shown.level)
        case "action":
            return shown.action is not None
        case "actions":
            return not part or bool(shown.actions)
    return False


def _line(value: Any) -> Any:
    """Return a part of a value as one line; leave text and numbers to the template."""
    value = parts_of(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_line(part)}" for name, part in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(_line(part)) for part in value)
    return value
