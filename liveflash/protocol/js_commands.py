"""The arguments of the official client's commands, and their form on the wire.

Each annotated type below pairs a Python type with the function that checks a value and
converts it to the form that the client's ``js.js`` reads.
"""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.functional import Promise

from liveflash.local_urls import is_local

Args = dict[str, Any]
Shape = Callable[[Args], Args]
Convert = Callable[[str, object], object]

_ENCODER: Final = DjangoJSONEncoder(
    separators=(",", ":"), ensure_ascii=False, allow_nan=False
)


def _wrong_type(label: str, value: object, wanted: str) -> TypeError:
    return TypeError(f"{label}={value!r} cannot be used; pass {wanted}.")


def _string(label: str, value: object) -> str:
    """Return a string; a lazy one in the active language."""
    text = str(value) if isinstance(value, Promise) else value
    if not isinstance(text, str):
        raise _wrong_type(label, value, "a string")
    return text


def _text(label: str, value: object) -> str:
    """Return a string, or raise ValueError if it is blank.

    An empty selector means the clicked element itself: a missing template variable
    would hide the button.
    """
    text = _string(label, value)
    if not text.strip():
        raise ValueError(f"{label}={value!r} is empty; pass a value, or leave it out.")
    return text


def _selector(label: str, value: object) -> str | dict[str, str]:
    """Return a selector, or a selector in a scope."""
    if isinstance(value, str | Promise):
        return _text(label, value)
    scopes = list(value.items()) if isinstance(value, Mapping) else [value]
    match scopes:
        case [("document", selector)]:
            return _text(label, selector)
        case [("closest" | "inner" as scope, selector)]:
            return {scope: _text(label, selector)}
    raise _wrong_type(
        label, value, "a CSS selector, {'closest': selector} or {'inner': selector}"
    )


def _target(label: str, value: object) -> str | int:
    """Return a selector, or the number of a component."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _text(label, value)


def _names(label: str, value: object) -> list[str]:
    """Return the names in a list, or in a string with spaces."""
    if not isinstance(value, list | tuple):
        return _string(label, value).split()
    return [name for part in value for name in _string(label, part).split()]


def _transition(label: str, value: object) -> list[list[str]]:
    """Return the classes for the whole transition, its start and its end."""
    match value:
        case [during, start, end]:
            return [_names(label, part) for part in (during, start, end)]
        case list() | tuple():
            raise ValueError(
                f"{label}={value!r} has {len(value)} parts; pass a string of classes, "
                "or three: (during, start, end)."
            )
    return [_names(label, value), [], []]


def _flag(label: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong_type(label, value, "True or False")
    return value


def _milliseconds(label: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _wrong_type(label, value, "milliseconds as an integer")
    if value < 0:
        raise ValueError(f"{label}={value!r} is negative; pass 0 or more.")
    return value


def _mapping(label: str, value: object) -> Args:
    if not isinstance(value, Mapping):
        raise _wrong_type(label, value, "a dict")
    return dict(value)


def _attribute_value(label: str, value: object) -> str:
    """Return a string, because the client compares attributes as strings."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _string(label, value)


def destination(label: str, value: object) -> str:
    """Return ``value`` as a path for live navigation.

    Raise TypeError if it is not a string, and ValueError if it is empty or may leave
    the site. The host is unknown here: every absolute URL may.
    """
    href = _text(label, value)
    if not is_local(href):
        raise ValueError(
            f"{label}={value!r} may leave this site; pass a path ('/page/?a=b'), and "
            "use an ordinary link for another site."
        )
    return href


String = str | Promise
Selector = String | Mapping[str, str] | tuple[str, str]
Classes = String | Sequence[str]

Text = Annotated[String, _text]
To = Annotated[Selector | None, _selector]
Target = Annotated[String | int | None, _target]
Query = Annotated[String | None, _text]
Names = Annotated[Classes, _names]
Transition = Annotated[Classes | None, _transition]
Motion = Annotated[Classes, _transition]
Flag = Annotated[bool | None, _flag]
Milliseconds = Annotated[int | None, _milliseconds]
Payload = Annotated[Mapping[str, Any] | None, _mapping]
AttributeValue = Annotated[String | int, _attribute_value]
OtherValue = Annotated[String | int | None, _attribute_value]
Href = Annotated[String, destination]


@dataclass(frozen=True, slots=True)
class Command:
    """A command and its arguments.

    ``takes`` has a converter for each argument, in order; ``positional`` are those that
    may be passed without a name, ``required`` those that must be passed.
    """

    name: str
    wire: str
    takes: Mapping[str, Convert]
    positional: tuple[str, ...]
    required: tuple[str, ...]
    defaults: Mapping[str, object]
    shape: Shape

    def encode(self, given: Mapping[str, object]) -> str:
        """Return the command with its arguments as JSON, without those that are None.

        Raise ``TypeError`` or ``ValueError`` for arguments that the client cannot use.
        """
        values = {**self.defaults, **given}
        args = {
            name: convert(f"JS.{self.name}(): {name}", values[name])
            for name, convert in self.takes.items()
            if name in self.required or values[name] is not None
        }
        return self._json(self.shape(args))

    def _json(self, args: Args) -> str:
        try:
            return _ENCODER.encode([self.wire, args])
        except (TypeError, ValueError) as error:
            kind = TypeError if isinstance(error, TypeError) else ValueError
            raise kind(
                f"JS.{self.name}(): {args!r} cannot be sent as JSON: {error}. Pass "
                "strings, finite numbers, booleans, None, dates, lists and dicts."
            ) from error


def read_command(declared: Callable[..., None], wire: str, shape: Shape) -> Command:
    """Return the command that a signature declares."""
    parameters = list(inspect.signature(declared).parameters.values())[1:]
    return Command(
        name=declared.__name__,
        wire=wire,
        takes={each.name: each.annotation.__metadata__[0] for each in parameters},
        positional=tuple(e.name for e in parameters if e.kind is not e.KEYWORD_ONLY),
        required=tuple(e.name for e in parameters if e.default is e.empty),
        defaults={e.name: e.default for e in parameters if e.default is not e.empty},
        shape=shape,
    )
