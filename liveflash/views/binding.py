"""Arguments of callbacks, event handlers and dependencies by parameter name.

A parameter has one of three sources: a value that the call provides under a name, a
field of the payload or of the URL's parameters, or the result of a dependency.
``signatures`` reads them from a function once per class.
"""

import inspect
import logging
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import partial
from typing import Annotated, Any, get_type_hints
from urllib.parse import urlparse

from django.http import QueryDict

from liveflash.exceptions import ConversionError
from liveflash.logs import client_text
from liveflash.views.converters import accepts_many, convert, is_optional

logger = logging.getLogger("liveflash")

Caller = Callable[..., Awaitable[Any]]

MISSING: Any = object()


@dataclass(frozen=True, slots=True)
class DependsMarker:
    """The default or the metadata of a parameter that a dependency fills."""

    dependency: Callable[..., Any]
    use_cache: bool


def Depends(dependency: Callable[..., Any], *, use_cache: bool = True) -> Any:  # noqa: N802
    """Mark a parameter that receives the result of ``dependency``.

    It is the default of the parameter, or part of ``Annotated[T, Depends(…)]``. The
    parameters of ``dependency`` are bound by the same rules as those of its callback.
    It may be ``async def`` or ``def``; a ``def`` runs in a thread. It is called once
    per call of the callback, or once per parameter if not ``use_cache``.
    """
    return DependsMarker(dependency, use_cache)


async def _session(session: Any) -> Any:
    return session


Session = Annotated[Mapping[str, Any], Depends(_session)]


@dataclass(slots=True)
class Given:
    """The values that one call of a callback provides.

    ``named`` are the values of this call by name, ``source`` is the payload or the
    QueryDict in which other names are looked up. With ``uses_defaults``, a value that
    cannot be converted is replaced by the default of its parameter.
    """

    view: Any
    socket: Any
    named: Mapping[str, Any]
    source: Any = None
    uses_defaults: bool = False
    results: dict[Any, Any] = field(default_factory=dict)

    def value(self, name: str) -> Any:
        """Return the value that is provided under ``name``."""
        if name in self.named:
            return self.named[name]
        match name:
            case "socket":
                return self.socket
            case "session" | "request" | "user":
                return getattr(self.socket, name)
            case "url":
                return urlparse(self.socket.page_url)
            case "params":
                params = params_of(self.view, self.socket.page_url)
                return self.view.shape_params(params)
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter that is read from a payload, or from the parameters of a URL."""

    name: str
    annotation: Any
    default: Any

    def read(self, source: Any) -> Any:
        """Return its value in ``source``, or raise ConversionError."""
        raw = self._raw(source)
        if raw is MISSING:
            return self._absent(source)
        try:
            return convert(raw, self.annotation)
        except ConversionError as error:
            msg = f"{self.name!r} {error}: {client_text(raw)}"
            raise ConversionError(msg) from None
        except RecursionError:
            raise ConversionError(f"{self.name!r} nests too deep") from None

    def read_given(self, given: Given) -> Any:
        """Return its value, the default in place of one that cannot be converted."""
        try:
            return self.read(given.source)
        except ConversionError as error:
            if not given.uses_defaults:
                raise
            value = self._fallback(given.source, error)
            name = type(given.view).__qualname__
            logger.info("%s uses the default of a parameter: %s.", name, error)
            return value

    def _fallback(self, source: Any, error: ConversionError) -> Any:
        """Return the default, for a dataclass those of its fields, or raise."""
        if self.default is not inspect.Parameter.empty:
            return self.default
        if not is_dataclass(self.annotation):
            raise error
        hints = get_type_hints(self.annotation)
        raw = _for_dataclass(self.annotation, source)
        usable = {name: raw[name] for name in raw if _fits(raw[name], hints[name])}
        return convert(usable, self.annotation)

    def _raw(self, source: Any) -> Any:
        if is_dataclass(self.annotation):
            return _for_dataclass(self.annotation, source)
        return _value(source, self.name, many=accepts_many(self.annotation))

    def _absent(self, source: Any) -> Any:
        """Return the value of a parameter that is missing.

        Browsers leave boxes that are not checked out of a form.
        """
        if self.default is not inspect.Parameter.empty:
            return self.default
        if is_optional(self.annotation):
            return None
        if isinstance(source, QueryDict) and self.annotation is bool:
            return False
        if isinstance(source, QueryDict) and accepts_many(self.annotation):
            return convert([], self.annotation)
        raise ConversionError(f"{self.name!r} is missing")


@dataclass(frozen=True, slots=True, eq=False)
class Dependency:
    """A function of ``Depends``, and the sources of its own arguments."""

    function: Callable[..., Any]
    arguments: "Arguments"
    is_shared: bool

    async def resolve(self, given: Given, call: Caller) -> Any:
        """Return the result of the function, from an earlier call if it is shared."""
        if not self.is_shared:
            return await self._call(given, call)
        is_hashable = isinstance(self.function, Hashable)
        key = self.function if is_hashable else id(self.function)
        if key not in given.results:
            given.results[key] = await self._call(given, call)
        return given.results[key]

    async def _call(self, given: Given, call: Caller) -> Any:
        return await call(await self.arguments.resolve(self.function, given, call))


Source = str | Parameter | Dependency


@dataclass(frozen=True, slots=True)
class Arguments:
    """The sources of a function's arguments; a text is a name that the call provides.

    ``named`` are passed by name, ``positional`` are those that cannot be.
    ``has_dependencies`` is true if the arguments have to be awaited.
    """

    positional: tuple[Source, ...]
    named: tuple[tuple[str, Source], ...]
    has_dependencies: bool

    def bind(self, function: Callable[..., Any], given: Given) -> partial[Any]:
        """Return the call of ``function``, or raise ConversionError.

        In place of its result, each dependency is an argument itself.
        """
        args = [_read(source, given) for source in self.positional]
        named = {name: _read(source, given) for name, source in self.named}
        return partial(function, *args, **named)

    async def resolve(
        self, function: Callable[..., Any], given: Given, call: Caller
    ) -> partial[Any]:
        """Return the call of ``function``, after its dependencies were called."""
        bound = self.bind(function, given)
        args = [await _resolved(value, given, call) for value in bound.args]
        named = {
            name: await _resolved(value, given, call)
            for name, value in bound.keywords.items()
        }
        return partial(bound.func, *args, **named)


def name_of(function: Callable[..., Any]) -> str:
    """Return the name of a function or of the function of a partial, for the log."""
    while isinstance(function, partial):
        function = function.func
    return getattr(function, "__qualname__", repr(function))


def params_of(view: Any, url: str) -> QueryDict:
    """Return the query of ``url`` with the values captured from its path."""
    params = QueryDict(urlparse(url).query, mutable=True)
    for name, value in view.kwargs.items():
        params[name] = str(value)
    # To parse it again could exceed DATA_UPLOAD_MAX_NUMBER_FIELDS by the captures.
    params._mutable = False  # noqa: SLF001 - as QueryDict does itself
    return params


async def _resolved(value: Any, given: Given, call: Caller) -> Any:
    is_dependency = isinstance(value, Dependency)
    return await value.resolve(given, call) if is_dependency else value


def _read(source: Source, given: Given) -> Any:
    match source:
        case str():
            return given.value(source)
        case Parameter():
            return source.read_given(given)
    return source


def _value(source: Any, name: str, *, many: bool) -> Any:
    """Return the value of ``name``; for a form the last one, or with ``many`` all."""
    if not isinstance(source, Mapping | QueryDict):
        return MISSING
    key = name if name in source else name.replace("_", "-")
    if key not in source:
        return MISSING
    if many and isinstance(source, QueryDict):
        return source.getlist(key)
    return source[key]


def _fits(raw: Any, annotation: Any) -> bool:
    try:
        convert(raw, annotation)
    except ConversionError:
        return False
    return True


def _for_dataclass(kind: Any, source: Any) -> dict[str, Any]:
    """Return the values in ``source`` that belong to fields of a dataclass."""
    hints = get_type_hints(kind)
    named = {
        each.name: _value(source, each.name, many=accepts_many(hints[each.name]))
        for each in fields(kind)
    }
    return {name: value for name, value in named.items() if value is not MISSING}
