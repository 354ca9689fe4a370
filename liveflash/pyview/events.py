"""pyview's event classes and decorators."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from liveflash.push.envelopes import InfoEvent
from liveflash.views.events import event, event_names, info

__all__ = ["AutoEventDispatch", "BaseEventHandler", "InfoEvent", "event", "info"]


class BaseEventHandler:
    """A mixin that changes nothing: a LiveView calls its handlers by itself.

    Methods of ``@event`` and ``@info`` come first. ``handle_event`` and ``handle_info``
    receive everything else.
    """


class AutoEventDispatch(BaseEventHandler):
    """A mixin for which ``str()`` of an ``@event`` method is the name of its event.

    >>> class Counter(AutoEventDispatch, LiveView):
    ...     @event
    ...     async def increment(self, socket): ...
    ...
    ...     async def mount(self, socket, session):
    ...         socket.context = {"on_click": str(self.increment)}  # "increment"

    In a template, ``{{ view.increment }}`` is that name too.
    """

    def __init_subclass__(cls, **options: Any) -> None:
        """Wrap the handlers once the LiveView has collected them."""
        super().__init_subclass__(**options)
        for attribute, function in list(vars(cls).items()):
            names = event_names(function)
            if names and not isinstance(function, _NamedHandler):
                setattr(cls, attribute, _NamedHandler(function, names[0]))


class _NamedHandler:
    """A handler in its class; an instance gets the method with the event's name."""

    def __init__(self, function: Callable[..., Any], name: str) -> None:
        update_wrapper(self, function)  # type: ignore[arg-type]
        self.liveflash_handler = function
        self._name = name

    def __get__(self, view: Any, owner: type | None = None) -> Any:
        if view is None:
            return self.liveflash_handler
        return _NamedMethod(self.liveflash_handler, view, self._name)


class _NamedMethod:
    """A bound handler; ``str()`` of it is the name of its event."""

    # Otherwise a template calls it.
    do_not_call_in_templates = True

    def __init__(self, function: Callable[..., Any], view: Any, name: str) -> None:
        self._function = function
        self._view = view
        self._name = name

    def __str__(self) -> str:
        return self._name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._function(self._view, *args, **kwargs)
