"""Event handlers: methods of a LiveView that receive an event's payload as parameters.

The handlers of a class are collected into a table when the class is created. Events are
looked up in that table, never as attributes of the view.
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
from liveflash.exceptions import ConversionError, Refused
from liveflash.logs import MAX_LOGGED_CHARACTERS, client_text
from liveflash.views.converters import (
    accepts_many,
    check_annotation,
    convert,
    is_optional,
)

logger = logging.getLogger("liveflash")

F = TypeVar("F", bound=Callable[..., Any])

BUILT_IN = "lv:"

_EVENTS_ATTRIBUTE = "_liveflash_events"
_RESERVED_PARAMETERS = ("event", "payload", "socket")
_MISSING: Any = object()


@overload
def event(handler: F, /) -> F: ...


@overload
def event(*names: str) -> Callable[[F], F]: ...


def event(*names: Any) -> Any:
    """Make a method the handler of the event of its own name, or of ``names``.

    >>> class Settings(LiveView[Context]):
    ...     @event
    ...     async def save(self, name: str, socket: LiveViewSocket[Context]): ...

    The parameters ``socket``, ``payload`` and ``event`` have the values that
    ``handle_event`` receives. Any other parameter is looked up in the payload by its
    name (or with ``-`` for ``_``) and converted to its annotation. If that fails, the
    handler is not called and the client receives the error "malformed event".

    Raises TypeError if a name is not a non-empty string, ValueError if it begins with
    ``lv:``, and TypeError when the class is created if two handlers have the same event
    or no payload can be converted to a parameter's annotation.
    """
    if len(names) == 1 and inspect.isfunction(names[0]):
        return _mark(names[0], (names[0].__name__,))
    for name in names:
        _check_name(name)
    return lambda handler: _mark(handler, names or (handler.__name__,))


def _mark(handler: F, names: tuple[str, ...]) -> F:
    setattr(handler, _EVENTS_ATTRIBUTE, names)
    return handler


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name:
        msg = f"An event name is a non-empty text, not {name!r}: write @event('save')."
        raise TypeError(msg)
    if name.startswith(BUILT_IN):
        msg = f"{name!r}: event names that begin with {BUILT_IN!r} are reserved."
        raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a handler that is read from the payload."""

    name: str
    annotation: Any
    default: Any

    def read(self, payload: Any) -> Any:
        """Return its value in ``payload``, or raise ConversionError."""
        raw = self._raw(payload)
        if raw is _MISSING:
            return self._absent(payload)
        try:
            return convert(raw, self.annotation)
        except ConversionError as error:
            msg = f"{self.name!r} {error}: {client_text(raw)}"
            raise ConversionError(msg) from None

    def _raw(self, payload: Any) -> Any:
        if is_dataclass(self.annotation):
            return _for_dataclass(self.annotation, payload)
        return _value(payload, self.name, many=accepts_many(self.annotation))

    def _absent(self, payload: Any) -> Any:
        """Return the value of a parameter that the payload lacks.

        Browsers leave boxes that are not checked out of a form.
        """
        if self.default is not inspect.Parameter.empty:
            return self.default
        if is_optional(self.annotation):
            return None
        if isinstance(payload, QueryDict) and self.annotation is bool:
            return False
        if isinstance(payload, QueryDict) and accepts_many(self.annotation):
            return convert([], self.annotation)
        raise ConversionError(f"{self.name!r} is missing")


@dataclass(frozen=True, slots=True)
class EventHandler:
    """A handler method and the sources of its arguments.

    An argument is a ``Parameter``, or the name of a value that ``handle_event``
    receives too.
    """

    function: Callable[..., Any]
    positional: tuple[str | Parameter, ...]
    keywords: tuple[str | Parameter, ...]

    def bind(
        self, view: Any, name: str, payload: Any, socket: Any
    ) -> Callable[[], Any]:
        """Return the call that handles an event, or raise Refused for its payload."""
        given = {"event": name, "payload": payload, "socket": socket}
        try:
            args = [_argument(each, given) for each in self.positional]
            kwargs = {_name(each): _argument(each, given) for each in self.keywords}
        except ConversionError as error:
            handler = self.function.__qualname__
            logger.warning("%s rejected the event %r: %s.", handler, name, error)
            raise Refused("malformed event") from None
        return partial(self.function, view, *args, **kwargs)


def warn_of_unknown(view: Any, name: str) -> None:
    """Log the events that ``view`` handles; only while DEBUG is on."""
    if conf.debug():
        known, name = view.event_handlers, name[:MAX_LOGGED_CHARACTERS]
        logger.warning(hints.unknown_event_hint(type(view).__qualname__, name, known))


def collect(view: type) -> dict[str, EventHandler]:
    """Return the handlers of a class by the names of their events.

    Raise TypeError if two handlers have the same event, or if no payload can be
    converted to a parameter.
    """
    found: dict[str, EventHandler] = {}
    for attribute in dict.fromkeys(
        name for kind in view.__mro__ for name in vars(kind)
    ):
        function = inspect.getattr_static(view, attribute)
        for name in getattr(function, _EVENTS_ATTRIBUTE, ()):
            _check_name(name)
            if name in found:
                first = found[name].function.__qualname__
                second = function.__qualname__
                msg = f"{first} and {second} both handle {name!r}: rename one of them."
                raise TypeError(msg)
            found[name] = _read(function)
    return found


def _read(function: Callable[..., Any]) -> EventHandler:
    _self, *parameters = _signature(function).parameters.values()
    positional: list[str | Parameter] = []
    keywords: list[str | Parameter] = []
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            msg = (
                f"{function.__qualname__}: '{parameter}' would accept anything that a "
                "client sends: name the parameters, or take 'payload'."
            )
            raise TypeError(msg)
        is_keyword = parameter.kind is parameter.KEYWORD_ONLY
        taken = _read_parameter(function, parameter)
        (keywords if is_keyword else positional).append(taken)
    return EventHandler(function, tuple(positional), tuple(keywords))


def _read_parameter(
    function: Callable[..., Any], parameter: inspect.Parameter
) -> str | Parameter:
    if parameter.name in _RESERVED_PARAMETERS:
        return parameter.name
    annotation = _resolved(function, parameter)
    try:
        check_annotation(annotation)
    except TypeError as error:
        msg = f"{function.__qualname__}: {parameter.name!r}: {error}"
        raise TypeError(msg) from None
    return Parameter(parameter.name, annotation, parameter.default)


def _resolved(function: Callable[..., Any], parameter: inspect.Parameter) -> Any:
    """Return the annotation of a parameter; evaluate it if it is a string."""
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
    """Return the signature; names in annotations may be defined later."""
    if sys.version_info < (3, 14):
        return inspect.signature(function)
    lenient = import_module("annotationlib").Format.FORWARDREF
    return inspect.signature(function, annotation_format=lenient)


def _argument(source: str | Parameter, given: Mapping[str, Any]) -> Any:
    return given[source] if isinstance(source, str) else source.read(given["payload"])


def _name(source: str | Parameter) -> str:
    return source if isinstance(source, str) else source.name


def _value(payload: Any, name: str, *, many: bool) -> Any:
    """Return the value of ``name``; for a form the last one, or with ``many`` all."""
    if not isinstance(payload, Mapping | QueryDict):
        return _MISSING
    key = name if name in payload else name.replace("_", "-")
    if key not in payload:
        return _MISSING
    if many and isinstance(payload, QueryDict):
        return payload.getlist(key)
    return payload[key]


def _for_dataclass(kind: Any, payload: Any) -> dict[str, Any]:
    """Return the values in ``payload`` that belong to fields of a dataclass."""
    hints = get_type_hints(kind)
    named = {
        field.name: _value(payload, field.name, many=accepts_many(hints[field.name]))
        for field in fields(kind)
    }
    return {name: value for name, value in named.items() if value is not _MISSING}
