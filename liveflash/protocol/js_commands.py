"""What a command of the official client may be given, and how that goes on the wire.

Every annotated type below pairs what a Python developer passes with the function that
checks it and turns it into what the client's ``js.js`` reads.
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
    """Take a string, or a lazy one in the language that is active now."""
    text = str(value) if isinstance(value, Promise) else value
    if not isinstance(text, str):
        raise _wrong_type(label, value, "a string")
    return text


def _text(label: str, value: object) -> str:
    """Take a string that has something in it.

    The client takes an empty selector for the clicked element itself: a variable that
    is missing in a template would hide the button.
    """
    text = _string(label, value)
    if not text.strip():
        raise ValueError(
            f"{label}={value!r} is empty; name something, or leave it out."
        )
    return text


def _selector(label: str, value: object) -> str | dict[str, str]:
    """Put ``to`` on the wire: a selector, or a selector in a scope."""
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
    """Take a selector, or the number of a component."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return _text(label, value)


def _names(label: str, value: object) -> list[str]:
    """Take names in one string with spaces, or in a list."""
    if not isinstance(value, list | tuple):
        return _string(label, value).split()
    return [name for part in value for name in _string(label, part).split()]


def _transition(label: str, value: object) -> list[list[str]]:
    """Give the classes for the whole transition, its start and its end."""
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
    """Give ``setAttribute`` a string, as which the client compares it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else _string(label, value)


def destination(label: str, value: object) -> str:
    """Return the path that ``value`` is, as live navigation takes it.

    Raises TypeError for anything but a string, and ValueError for an empty one or a URL
    that may leave the site. The host is not known here, so that is any address.
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
    """What one command takes.

    ``takes`` holds every argument in order, ``positional`` those that may be given
    without their name, ``required`` those that must be given.
    """

    name: str
    wire: str
    takes: Mapping[str, Convert]
    positional: tuple[str, ...]
    required: tuple[str, ...]
    defaults: Mapping[str, object]
    shape: Shape

    def encode(self, given: Mapping[str, object]) -> str:
        """Check the arguments and write as JSON those that are not None.

        Raises ``TypeError`` or ``ValueError`` for what the client could not run.
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
    """Read the command that a signature declares."""
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
