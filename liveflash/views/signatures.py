"""Read the signatures of callbacks: called by position, or by parameter name.

A callback with the documented parameters is called by position. Any other is called
with the values that its parameters name. ``read_callbacks`` decides once per class.
"""

import inspect
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from inspect import isasyncgenfunction, isgeneratorfunction
from typing import Any, Final, get_args, get_origin
from urllib.parse import ParseResult
from uuid import UUID

from django.http import QueryDict

from liveflash.push.envelopes import InfoEvent
from liveflash.views.annotations import (
    UNRESOLVABLE,
    annotation_of,
    dependency_of,
    signature,
)
from liveflash.views.binding import (
    Arguments,
    Dependency,
    DependsMarker,
    Parameter,
    Source,
    name_of,
)
from liveflash.views.converters import check_annotation, is_union
from liveflash.views.socket import LiveViewSocket

_REST = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
# The documented parameters of each callback, in their order.
CALLBACKS: Final[Mapping[str, tuple[str, ...]]] = {
    "mount": ("socket", "session"),
    "handle_params": ("url", "params", "socket"),
    "handle_event": ("event", "payload", "socket"),
    "handle_info": ("event", "socket"),
    "handle_async": ("name", "result", "socket"),
    "handle_flash": ("message", "reason", "socket"),
    "disconnect": ("socket",),
}

# The callbacks that look up other parameters in the URL or the payload.
_LOOKING_UP = ("handle_params", "handle_event")

_OF_EVERY_CALL = ("socket", "session", "request", "user", "url", "params")
_KNOWN = frozenset((*_OF_EVERY_CALL, "payload", "event"))

_GENERIC = (dict, Mapping, QueryDict, ParseResult, InfoEvent, LiveViewSocket)
_GENERIC_NAMES = frozenset(("Any", "object", *(kind.__name__ for kind in _GENERIC)))
_SCALARS = (str, int, float, bool, Decimal, date, datetime, time, UUID)


def read_callbacks(view: type) -> tuple[dict[str, Arguments], tuple[str, ...]]:
    """Return the callbacks that are called by name, and what is wrong with others."""
    found: dict[str, Arguments] = {}
    errors = []
    for name in CALLBACKS:
        function = getattr(view, name, None)
        if function is None:
            continue
        is_method = not isinstance(
            inspect.getattr_static(view, name), staticmethod | classmethod
        )
        try:
            arguments = read_callback(function, name, is_method=is_method)
        except TypeError as error:
            errors.append(str(error))
            continue
        if arguments is not None:
            found[name] = arguments
    return found, tuple(errors)


def read_callback(
    function: Callable[..., Any], callback: str, *, is_method: bool = True
) -> Arguments | None:
    """Return the arguments of a callback; None if it is called by position.

    Raise TypeError if a parameter has no value at any call.
    """
    try:
        parameters = list(signature(function).parameters.values())
    except ValueError:  # it is not written in Python
        return None
    own = parameters[1:] if is_method else parameters
    if _is_by_position(function, own, callback):
        return None
    for parameter in own:
        if parameter.kind is parameter.POSITIONAL_ONLY:
            msg = (
                f"{name_of(function)}: {parameter.name!r} is positional-only, but "
                f"the callback is called by name: remove the '/', or take "
                f"{', '.join(('self', *CALLBACKS[callback]))}."
            )
            raise TypeError(msg)
    names = {*_OF_EVERY_CALL, *CALLBACKS[callback]}
    reader = _Reader(function, names, looks_up=callback in _LOOKING_UP)
    return reader.read(own, own_names=CALLBACKS[callback])


def read_handler(function: Callable[..., Any]) -> Arguments:
    """Return the arguments of an ``@event`` method.

    Raise TypeError if a parameter has no value for any payload.
    """
    _self, *parameters = signature(function).parameters.values()
    own = CALLBACKS["handle_event"]
    reader = _Reader(function, {*_OF_EVERY_CALL, *own}, looks_up=True)
    return reader.read(parameters, own_names=own)


def _is_by_position(
    function: Callable[..., Any], parameters: list[inspect.Parameter], callback: str
) -> bool:
    if any(dependency_of(function, each) is not None for each in parameters):
        return False
    documented = CALLBACKS[callback]
    kinds = {parameter.kind for parameter in parameters}
    if inspect.Parameter.VAR_POSITIONAL in kinds:
        return True
    if inspect.Parameter.KEYWORD_ONLY in kinds:
        return False
    parameters = [each for each in parameters if each.kind is not each.VAR_KEYWORD]
    return len(parameters) == len(documented) and all(
        _fits(function, parameter, name, callback)
        for parameter, name in zip(parameters, documented, strict=True)
    )


def _fits(
    function: Callable[..., Any],
    parameter: inspect.Parameter,
    name: str,
    callback: str,
) -> bool:
    """Return whether a parameter may take the place of the documented ``name``."""
    if parameter.name in _KNOWN or parameter.name in CALLBACKS[callback]:
        return parameter.name == name
    if parameter.default is not parameter.empty:
        return False
    if callback not in _LOOKING_UP and name not in _OF_EVERY_CALL:
        return True  # the value is of any type, such as what was scheduled
    try:
        return _is_generic(annotation_of(function, parameter))
    except UNRESOLVABLE:  # imported for type checkers only
        return name == "socket" or _has_generic_name(parameter.annotation)


def _is_generic(annotation: Any) -> bool:
    """Return whether an annotation does not name the type of a field."""
    variants = get_args(annotation) if is_union(annotation) else (annotation,)
    return all(_is_generic_type(variant) for variant in variants)


def _has_generic_name(annotation: object) -> bool:
    text = str(getattr(annotation, "__forward_arg__", annotation)).partition("[")[0]
    return text.rpartition(".")[2] in _GENERIC_NAMES


def _is_generic_type(annotation: Any) -> bool:
    kind = get_origin(annotation) or annotation
    if kind in (Any, object):
        return True
    is_socket = isinstance(kind, type) and issubclass(kind, LiveViewSocket)
    return kind in _GENERIC or is_socket


class _Reader:
    """Reads the sources of a function's arguments.

    ``names`` are the values that its call provides. With ``looks_up``, other parameters
    are fields of a payload or a URL.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        names: set[str],
        *,
        looks_up: bool,
        dependents: tuple[Callable[..., Any], ...] = (),
    ) -> None:
        if function in dependents:
            raise TypeError(f"{name_of(function)} depends on itself.")
        self._function = function
        self._dependents = (*dependents, function)
        self._names = names
        self._looks_up = looks_up
        self._name = name_of(function)

    def read(
        self, parameters: list[inspect.Parameter], own_names: tuple[str, ...] = ()
    ) -> Arguments:
        """Return the sources; raise TypeError if a parameter has none."""
        positional: list[Source] = []
        named: list[tuple[str, Source]] = []
        for parameter in parameters:
            if parameter.kind in _REST:
                raise TypeError(_too_open(self._function, parameter))
            source = self._source(parameter, own_names)
            if source is None:
                continue  # its default holds
            if parameter.kind is parameter.POSITIONAL_ONLY:
                positional.append(source)
            else:
                named.append((parameter.name, source))
        sources = (*positional, *dict(named).values())
        has_dependencies = any(isinstance(each, Dependency) for each in sources)
        return Arguments(tuple(positional), tuple(named), has_dependencies)

    def _source(
        self, parameter: inspect.Parameter, own_names: tuple[str, ...]
    ) -> Source | None:
        name = parameter.name
        depends = dependency_of(self._function, parameter)
        if depends is not None:
            return self._dependency(depends)
        if name in self._names:
            if name not in own_names:
                self._refuse_field(parameter)
            return name
        if self._looks_up and name not in _KNOWN:
            return self._parameter(parameter)
        if parameter.default is not parameter.empty:
            return None
        msg = (
            f"{self._name}: no value has the name {name!r} in this call. Take "
            f"{', '.join(sorted(self._names))}, give it a default, or use Depends()."
        )
        raise TypeError(msg)

    def _parameter(self, parameter: inspect.Parameter) -> Parameter:
        try:
            annotation = annotation_of(self._function, parameter)
            check_annotation(annotation)
        except NameError as error:
            msg = (
                f"{self._name}: {parameter.name!r}: {error}; define it in the module, "
                "above the view."
            )
            raise TypeError(msg) from None
        except TypeError as error:
            msg = f"{self._name}: {parameter.name!r}: {error}"
            raise TypeError(msg) from None
        return Parameter(parameter.name, annotation, parameter.default)

    def _refuse_field(self, parameter: inspect.Parameter) -> None:
        """Raise TypeError for a field that has the name of a value of every call."""
        if not self._looks_up or parameter.name == "socket":
            return
        try:
            annotation = annotation_of(self._function, parameter)
        except UNRESOLVABLE:
            return
        variants = get_args(annotation) if is_union(annotation) else (annotation,)
        if any(variant in _SCALARS for variant in variants):
            kind = inspect.formatannotation(annotation)
            msg = (
                f"{self._name}: {parameter.name!r} is a value of the page and no "
                f"{kind}: rename the parameter and the field, or take the whole "
                "payload or params."
            )
            raise TypeError(msg)

    def _dependency(self, depends: DependsMarker) -> Dependency:
        function = depends.dependency
        if isgeneratorfunction(function) or isasyncgenfunction(function):
            msg = (
                f"{self._name}: {name_of(function)!r} yields: return the value of the "
                "dependency, and clean up in the callback or in disconnect()."
            )
            raise TypeError(msg)
        try:
            parameters = list(signature(function).parameters.values())
        except ValueError:
            parameters = []
        taken = [each for each in parameters if each.kind not in _REST]
        reader = _Reader(
            function,
            self._names,
            looks_up=self._looks_up,
            dependents=self._dependents,
        )
        return Dependency(function, reader.read(taken), depends.use_cache)


def _too_open(function: Callable[..., Any], parameter: inspect.Parameter) -> str:
    return (
        f"{name_of(function)}: '{parameter}' would accept anything that a client "
        "sends: name the parameters, or take 'payload'."
    )
