"""Event handlers: methods of a LiveView that receive an event's payload as parameters.

The handlers of a class are collected into a table when the class is created. Events are
looked up in that table, never as attributes of the view.
"""

import inspect
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar, overload

from liveflash import conf
from liveflash.debug import hints
from liveflash.exceptions import ConversionError, Refused
from liveflash.flash.actions import BUILT_IN
from liveflash.logs import MAX_LOGGED_CHARACTERS
from liveflash.push.envelopes import InfoEvent, check_topic
from liveflash.views import actions, lifecycle
from liveflash.views.binding import Arguments, Caller, Given, name_of
from liveflash.views.signatures import read_callback, read_handler

logger = logging.getLogger("liveflash")

F = TypeVar("F", bound=Callable[..., Any])

_EVENTS_ATTRIBUTE = "_liveflash_events"
_INFO_ATTRIBUTE = "_liveflash_infos"


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
    ``handle_event`` receives; ``session``, ``request``, ``user``, ``url`` and
    ``params`` are those of the page, and ``Depends(function)`` is the result of the
    function. Any other parameter is looked up in the payload by its name (or with
    ``-`` for ``_``) and converted to its annotation. If that fails, the handler is not
    called and the client receives the error "malformed event".

    Raises TypeError if a name is not a non-empty string, ValueError if it begins with
    ``lv:``, and TypeError when the class is created if two handlers have the same event
    or no payload can be converted to a parameter's annotation.
    """
    if len(names) == 1 and inspect.isfunction(names[0]):
        return _mark(names[0], (names[0].__name__,))
    for name in names:
        _check_name(name)
    return lambda handler: _mark(handler, names or (handler.__name__,))


def info(*names: str) -> Callable[[F], F]:
    """Make a method the handler of the messages of these topics or timers.

    It is called with ``(event, socket)`` for an ``InfoEvent`` of a name, or for a name
    that was scheduled as a text. Raise TypeError if no name is given.
    """
    if not names:
        raise TypeError("@info needs the name of a message: write @info('ping').")
    for name in names:
        check_topic(name)
    return lambda handler: _mark(handler, names, _INFO_ATTRIBUTE)


def _mark(handler: F, names: tuple[str, ...], mark: str = _EVENTS_ATTRIBUTE) -> F:
    setattr(handler, mark, names)
    return handler


def _check_name(name: object) -> None:
    if not isinstance(name, str) or not name:
        msg = f"An event name is a non-empty text, not {name!r}: write @event('save')."
        raise TypeError(msg)
    if name.startswith(BUILT_IN):
        msg = f"{name!r}: event names that begin with {BUILT_IN!r} are reserved."
        raise ValueError(msg)


@dataclass(frozen=True, slots=True)
class EventHandler:
    """A handler method and the sources of its arguments."""

    function: Callable[..., Any]
    arguments: Arguments


@dataclass(frozen=True, slots=True)
class InfoHandler:
    """A method of ``@info``; ``arguments`` is None if it is called by position."""

    function: Callable[..., Any]
    arguments: Arguments | None


def call_handler(
    view: Any, name: str, payload: Any, socket: Any, call: Caller
) -> Awaitable[Any]:
    """Return the call of the handler of an event, or raise Refused.

    It is an ``@event`` method, or else ``handle_event``.
    """
    handler = view.event_handlers.get(name)
    if handler is None:
        return _call_handle_event(view, name, payload, socket, call)
    method = partial(handler.function, view)
    given = _given_for_event(view, name, payload, socket)
    return _call_by_name(handler.arguments, method, given, call)


def handler_caller(message_id: str) -> Callable[..., Awaitable[Any]]:
    """Return ``call_handler`` for an event of the action of a message.

    LIVEFLASH_ACTIONS handles an event that the view does not. ``message_id`` is empty
    for any other event.
    """
    if not message_id:
        return call_handler

    def call_for_action(
        view: Any, name: str, payload: Any, socket: Any, call: Caller
    ) -> Awaitable[Any]:
        is_known = name in view.event_handlers
        if not is_known and lifecycle.is_default(view.handle_event):
            handler = actions.handler_for(name)
            if handler is not None:
                given = actions.read_payload(name, payload, message_id)
                return actions.run_on_page(handler, given, socket, call)
        return call_handler(view, name, payload, socket, call)

    return call_for_action


def _call_handle_event(
    view: Any, name: str, payload: Any, socket: Any, call: Caller
) -> Awaitable[Any]:
    method = view.handle_event
    if lifecycle.is_default(method):
        warn_of_unknown(view, name)
        raise Refused("unknown event")
    arguments = view.bindings.get("handle_event")
    if arguments is None:
        return call(method, name, view.shape_payload(payload), socket)
    given = _given_for_event(view, name, payload, socket)
    return _call_by_name(arguments, method, given, call)


def call_info_handler(
    view: Any, event: Any, socket: Any, call: Caller
) -> Awaitable[Any]:
    """Return the call of the handler of a message, an ``@info`` or ``handle_info``."""
    name = event.name if isinstance(event, InfoEvent) else event
    handler = view.info_handlers.get(name) if isinstance(name, str) else None
    if handler is None:
        return lifecycle.call_callback(view, "handle_info", (event, socket), call)
    method = partial(handler.function, view)
    if handler.arguments is None:
        return call(method, event, socket)
    given = Given(view, socket, {"event": event})
    return lifecycle.call_by_name(handler.arguments, method, given, call)


def _call_by_name(
    arguments: Arguments, method: Callable[..., Any], given: Given, call: Caller
) -> Awaitable[Any]:
    if arguments.has_dependencies:
        return _call_resolved(arguments, method, given, call)
    try:
        return call(arguments.bind(method, given))
    except ConversionError as error:
        raise _refused(method, given, error) from None


async def _call_resolved(
    arguments: Arguments, method: Callable[..., Any], given: Given, call: Caller
) -> Any:
    try:
        bound = await arguments.resolve(method, given, call)
    except ConversionError as error:
        raise _refused(method, given, error) from None
    return await call(bound)


def _refused(
    method: Callable[..., Any], given: Given, error: ConversionError
) -> Refused:
    """Log why a payload does not fit, and return the error for it."""
    name = given.named["event"]
    logger.warning("%s rejected the event %r: %s.", name_of(method), name, error)
    return Refused("malformed event")


def _given_for_event(view: Any, name: str, payload: Any, socket: Any) -> Given:
    shaped = view.shape_payload(payload)
    return Given(view, socket, {"event": name, "payload": shaped}, payload)


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
    return {
        name: EventHandler(function, read_handler(function))
        for name, function in _marked(view, _EVENTS_ATTRIBUTE).items()
    }


def collect_info(view: type) -> dict[str, InfoHandler]:
    """Return the ``@info`` methods of a class by the names of their messages.

    Raise TypeError if two of them have the same name, or if a parameter has no value.
    """
    return {
        name: InfoHandler(function, read_callback(function, "handle_info"))
        for name, function in _marked(view, _INFO_ATTRIBUTE).items()
    }


def _marked(view: type, mark: str) -> dict[str, Callable[..., Any]]:
    """Return the methods of a class that have the attribute ``mark``, by its names."""
    found: dict[str, Callable[..., Any]] = {}
    for attribute in dict.fromkeys(
        name for kind in view.__mro__ for name in vars(kind)
    ):
        function = inspect.getattr_static(view, attribute)
        # Set by descriptors, such as those of AutoEventDispatch.
        function = getattr(function, "liveflash_handler", function)
        for name in getattr(function, mark, ()):
            if name in found:
                first, second = name_of(found[name]), name_of(function)
                msg = f"{first} and {second} both handle {name!r}: rename one of them."
                raise TypeError(msg)
            found[name] = function
    return found


def event_names(function: object) -> tuple[str, ...]:
    """Return the events that a method of ``@event`` handles; empty for any other."""
    names: tuple[str, ...] = getattr(function, _EVENTS_ATTRIBUTE, ())
    return names
