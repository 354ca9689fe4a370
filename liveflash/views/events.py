"""Handlers by name: methods of a LiveView that take an event's payload by parameters.

Which events a class answers is settled when the class is made: an event is looked up in
a table of declared handlers, and never as an attribute.
"""

import inspect
import logging
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import partial
from importlib import import_module
from types import SimpleNamespace
from typing import Any, TypeVar, get_type_hints, overload

from django.http import QueryDict

from liveflash import conf
from liveflash.debug import hints
from liveflash.exceptions import Refused
from liveflash.logs import MAX_LENGTH, client_text
from liveflash.views.converters import (
    Converter,
    Unfit,
    converter_of,
    is_many,
    is_optional,
)

logger = logging.getLogger("liveflash")

F = TypeVar("F", bound=Callable[..., Any])

BUILT_IN = "lv:"

_MARK = "_liveflash_events"
_GIVEN = ("event", "payload", "socket")
_MISSING: Any = object()


@overload
def event(handler: F, /) -> F: ...


@overload
def event(*names: str) -> Callable[[F], F]: ...


def event(*names: Any) -> Any:
    """Make a method the handler of the event of its name, or of the ``names`` given.

    >>> class Settings(LiveView[Context]):
    ...     @event
    ...     async def save(self, name: str, socket: LiveViewSocket[Context]): ...

    The parameters ``socket``, ``payload`` and ``event`` are what ``handle_event`` gets;
    any other is taken from the payload by its name (or with ``-`` for ``_``) and
    converted to its annotation. Where that cannot be done the event is refused: the
    client gets an error and the handler is not called.
    """
    if len(names) == 1 and inspect.isfunction(names[0]):
        return _mark(names[0], (names[0].__name__,))
    for name in names:
        _check_name(name)
    return lambda handler: _mark(handler, names or (handler.__name__,))


def _mark(handler: F, names: tuple[str, ...]) -> F:
    setattr(handler, _MARK, names)
    return handler


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name:
        msg = f"The name of an event is a text, not {name!r}: write @event('save')."
        raise TypeError(msg)
    if name.startswith(BUILT_IN):
        msg = f"{name!r}: events that begin with {BUILT_IN!r} are liveflash's own."
        raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a handler that is taken from the payload."""

    name: str
    annotation: Any
    convert: Converter
    default: Any

    def take(self, payload: Any) -> Any:
        """Its value; raises Unfit where the payload has none that fits."""
        raw = self._raw(payload)
        if raw is _MISSING:
            return self._absent(payload)
        try:
            return self.convert(raw)
        except Unfit as unfit:
            raise Unfit(f"{self.name!r} {unfit}: {client_text(raw)}") from None

    def _raw(self, payload: Any) -> Any:
        if is_dataclass(self.annotation):
            return _for_dataclass(self.annotation, payload)
        return _value(payload, self.name, many=is_many(self.annotation))

    def _absent(self, payload: Any) -> Any:
        """What browsers leave out of a form: boxes that are not checked."""
        if self.default is not inspect.Parameter.empty:
            return self.default
        if is_optional(self.annotation):
            return None
        if isinstance(payload, QueryDict) and self.annotation is bool:
            return False
        if isinstance(payload, QueryDict) and is_many(self.annotation):
            return self.convert([])
        raise Unfit(f"{self.name!r} is missing")


@dataclass(frozen=True, slots=True)
class Handler:
    """A declared handler: the function, and where its arguments come from."""

    function: Callable[..., Any]
    positional: tuple[str | Parameter, ...]
    keywords: tuple[str | Parameter, ...]

    def bind(
        self, view: Any, name: str, payload: Any, socket: Any
    ) -> Callable[[], Any]:
        """The call that answers an event; raises Refused for a payload unfit."""
        given = {"event": name, "payload": payload, "socket": socket}
        try:
            args = [_argument(one, given) for one in self.positional]
            kwargs = {_name(one): _argument(one, given) for one in self.keywords}
        except Unfit as unfit:
            handler = self.function.__qualname__
            logger.warning("%s cannot take its event %r: %s.", handler, name, unfit)
            raise Refused("malformed event") from None
        return partial(self.function, view, *args, **kwargs)


def warn_of_unknown(view: Any, name: str) -> None:
    """Tell a developer what ``view`` answers; not the log of a real site."""
    if conf.debug():
        known, name = view.event_handlers, name[:MAX_LENGTH]
        logger.warning(hints.unknown_event_hint(type(view).__qualname__, name, known))


def collect(view: type) -> dict[str, Handler]:
    """The handlers of a class by the names of their events.

    Raises TypeError for what could never be called: two handlers of one event, or a
    parameter that no payload can fill.
    """
    found: dict[str, Handler] = {}
    for attribute in dict.fromkeys(
        name for kind in view.__mro__ for name in vars(kind)
    ):
        function = inspect.getattr_static(view, attribute)
        for name in getattr(function, _MARK, ()):
            _check_name(name)
            if name in found:
                first = found[name].function.__qualname__
                second = function.__qualname__
                msg = f"{first} and {second} both answer {name!r}: rename one of them."
                raise TypeError(msg)
            found[name] = _read(function)
    return found


def _read(function: Callable[..., Any]) -> Handler:
    _self, *parameters = _signature(function).parameters.values()
    positional: list[str | Parameter] = []
    keywords: list[str | Parameter] = []
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            msg = (
                f"{function.__qualname__}: '{parameter}' would take whatever a client "
                "sends: name the parameters, or take 'payload'."
            )
            raise TypeError(msg)
        is_keyword = parameter.kind is parameter.KEYWORD_ONLY
        taken = _read_parameter(function, parameter)
        (keywords if is_keyword else positional).append(taken)
    return Handler(function, tuple(positional), tuple(keywords))


def _read_parameter(
    function: Callable[..., Any], parameter: inspect.Parameter
) -> str | Parameter:
    if parameter.name in _GIVEN:
        return parameter.name
    annotation = _resolved(function, parameter)
    try:
        convert = converter_of(annotation)
    except TypeError as error:
        msg = f"{function.__qualname__}: {parameter.name!r}: {error}"
        raise TypeError(msg) from None
    return Parameter(parameter.name, annotation, convert, parameter.default)


def _resolved(function: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    """The annotation, where it was written as a text what that names."""
    name, annotation = parameter.name, parameter.annotation
    if annotation is parameter.empty:
        return Any
    holder = SimpleNamespace(__annotations__={name: annotation})
    try:
        hints = get_type_hints(holder, globalns=getattr(function, "__globals__", {}))
    except NameError as error:
        msg = (
            f"{function.__qualname__}: {name!r}: {error}; define it in the module, "
            "above the view."
        )
        raise TypeError(msg) from None
    return hints[name]


def _signature(function: Callable[..., Any]) -> inspect.Signature:
    """The signature, where annotations may name what is defined further down."""
    if sys.version_info < (3, 14):
        return inspect.signature(function)
    lenient = import_module("annotationlib").Format.FORWARDREF
    return inspect.signature(function, annotation_format=lenient)


def _argument(one: str | Parameter, given: Mapping[str, Any]) -> Any:
    return given[one] if isinstance(one, str) else one.take(given["payload"])


def _name(one: str | Parameter) -> str:
    return one if isinstance(one, str) else one.name


def _value(payload: Any, name: str, *, many: bool) -> Any:
    """What a payload has under ``name``; of a form the last value, or a list."""
    if not isinstance(payload, Mapping | QueryDict):
        return _MISSING
    key = name if name in payload else name.replace("_", "-")
    if key not in payload:
        return _MISSING
    if many and isinstance(payload, QueryDict):
        return payload.getlist(key)
    return payload[key]


def _for_dataclass(kind: Any, payload: Any) -> dict[str, Any]:
    hints = get_type_hints(kind)
    named = {
        field.name: _value(payload, field.name, many=is_many(hints[field.name]))
        for field in fields(kind)
    }
    return {name: value for name, value in named.items() if value is not _MISSING}
