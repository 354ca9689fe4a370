"""A flash value as a person reads it: a title, a text, a list, names with values."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from liveflash.flash import Message
from liveflash.values import Record, fields_of

TEXT_NAMES = ("text", "body", "detail", "message")
LIST_NAMES = ("fields", "items", "errors")


@dataclass(slots=True)
class Shown:
    """One message for the template, with its value taken apart."""

    id: str
    key: str
    level: str
    value: Any
    title: Any = ""
    text: Any = ""
    items: list[Any] = field(default_factory=list)
    pairs: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def has_text(self) -> bool:
        """Whether there is a text: 0 and False are."""
        return self.text is not None and self.text != ""

    @property
    def selector(self) -> str:
        """Selects the message's element."""
        return f"#liveflash-{self.id}"


def show(message: Message) -> Shown:
    """Take a message's value apart, so that nobody has to read a Python literal."""
    shown = Shown(message.id, message.key, message.level, message.value)
    value = _as_mapping(message.value)
    if isinstance(value, Mapping):
        _take_apart(value, shown)
    elif isinstance(value, list | tuple | set | frozenset):
        shown.items = [_line(item) for item in value]
    else:
        shown.text = value
    return shown


def _take_apart(value: Mapping[Any, Any], shown: Shown) -> None:
    for name, part in value.items():
        if name == "title":
            shown.title = _line(part)
        elif name in TEXT_NAMES and not shown.text:
            shown.text = _line(part)
        elif name in LIST_NAMES and isinstance(part, list | tuple) and not shown.items:
            shown.items = [_line(item) for item in part]
        else:
            shown.pairs.append((str(name), _line(part)))


def _as_mapping(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return fields_of(value)
    return fields_of(value) if isinstance(value, Record) else value


def _line(value: Any) -> Any:
    """A part of a value as one line; text and numbers are left to the template."""
    value = _as_mapping(value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_line(part)}" for name, part in value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return ", ".join(str(_line(part)) for part in value)
    return value
