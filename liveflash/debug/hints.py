"""Hints for common mistakes: what is wrong with a page or a view, and how to fix it.

They are logged while DEBUG is on, or added to the exception that is raised.
"""

import logging
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, NoReturn

from django.core.exceptions import SynchronousOnlyOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from liveflash import conf

logger = logging.getLogger("liveflash")

ASYNC_ORM_HINT = (
    "liveflash: in an `async def` callback, use the ORM's async methods, such as "
    "`await Book.objects.aget(…)`. Or make the callback a plain `def`: it runs in a "
    "thread, where the ORM works as in any view."
)
NO_CSRF_META = (
    'The live page %s has no <meta name="csrf-token">. Put {%% liveflash_scripts %%} '
    "into the <head> of its template; if you build your own bundle, add "
    '<meta name="csrf-token" content="{{ csrf_token }}">.'
)
NO_SCRIPTS = (
    "The live page %s loads no script, so it will never connect. Put "
    "{%% liveflash_scripts %%} into the <head> of its template."
)
WSGI = (
    "The live page %s was rendered by a WSGI server, which serves no WebSockets. Put "
    "'daphne' first in INSTALLED_APPS and use runserver, or start an ASGI server, such "
    "as `uvicorn mysite.asgi:application`."
)

LOST_EFFECTS = (
    "%s put a message or used the socket, but its page was left: nobody sees it. Call "
    "push_flash(…, user=socket.user) to reach the visitor's next page; "
    "socket.broadcast() works."
)


class UnsetContext(dict[str, Any]):
    """The empty ``socket.context`` of a view that has not set its own.

    Reading or setting an attribute raises AttributeError with a hint.
    """

    def __getattr__(self, name: str) -> NoReturn:
        """Raise AttributeError: there are no attributes to read."""
        raise _unset_context_error(name)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Raise AttributeError: the attribute would be lost."""
        raise _unset_context_error(name)


def _unset_context_error(name: str) -> AttributeError:
    return AttributeError(
        f"socket.context has no {name!r} because it was never set. Set it in mount(), "
        "for example `socket.context = Context()`."
    )


def add_async_orm_hint(error: SynchronousOnlyOperation) -> None:
    """Add a note to the error of an ORM call in an ``async def`` callback."""
    if ASYNC_ORM_HINT not in getattr(error, "__notes__", ()):
        error.add_note(ASYNC_ORM_HINT)


def unknown_event_hint(view: str, name: str, known: Iterable[str]) -> str:
    """Return the hint for an event without a handler; ``known`` are those with one."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    suggestion = f" Did you mean {close[0]!r}?" if close else ""
    listed = ", ".join(map(repr, names)) or "none"
    return (
        f"{view} has no handler for the event {name!r}; it has {listed}.{suggestion} "
        f"Add a method with @event({name!r}), or handle_event(event, payload, socket)."
    )


def warn_of_lost_effects(where: str) -> None:
    """Warn that effects reach no page any more; only while DEBUG is on."""
    if conf.debug():
        logger.warning(LOST_EFFECTS, where)


def page_hints(request: HttpRequest, html: str) -> list[str]:
    """Return the reasons why a live page, as rendered, cannot connect."""
    hints = []
    if isinstance(request, WSGIRequest):
        hints.append(WSGI % request.path)
    if "<script" not in html:
        hints.append(NO_SCRIPTS % request.path)
    elif "csrf-token" not in html:
        hints.append(NO_CSRF_META % request.path)
    return hints
