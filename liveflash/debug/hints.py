"""What to tell a developer whose page does not do what it should, and the way out.

These texts go to the log while DEBUG is on, or into the error that is raised.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, NoReturn

from django.core.exceptions import SynchronousOnlyOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

ASK_ASYNC = (
    "liveflash: in an `async def` callback the ORM's async methods are to be used "
    "(`await Book.objects.aget(…)`). Or make the callback a plain `def`: it runs in a "
    "thread, where the database may be used as in any view."
)
NO_CSRF_META = (
    'The live page %s has no <meta name="csrf-token">: put {%% liveflash_scripts %%} '
    "into the <head> of its template; with a bundle of your own, "
    '<meta name="csrf-token" content="{{ csrf_token }}">.'
)
NO_SCRIPTS = (
    "The live page %s loads no script, so that nothing connects it: put "
    "{%% liveflash_scripts %%} into the <head> of its template."
)
WSGI = (
    "The live page %s was rendered by a WSGI server, which serves no WebSockets: put "
    "'daphne' first in INSTALLED_APPS and use runserver, or start an ASGI server, such "
    "as `uvicorn mysite.asgi:application`."
)


class Unset(dict[str, Any]):
    """``socket.context`` before a view has set it: no variables, and an advice."""

    def __getattr__(self, name: str) -> NoReturn:
        """Refuse to read what is not there."""
        raise _no_context(name)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        """Refuse to lose what is set."""
        raise _no_context(name)


def _no_context(name: str) -> AttributeError:
    return AttributeError(
        f"socket.context has no {name!r}, for it was never set: do so in mount(), as "
        "in `socket.context = Context()`."
    )


def advise(error: SynchronousOnlyOperation) -> None:
    """Add the way out to what Django raises where async code asks the database."""
    if ASK_ASYNC not in getattr(error, "__notes__", ()):
        error.add_note(ASK_ASYNC)


def unknown_event(view: str, name: str, known: Iterable[str]) -> str:
    """What to tell of an event that a view has no handler for."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    guess = f" Did you mean {close[0]!r}?" if close else ""
    listed = ", ".join(map(repr, names)) or "none"
    return (
        f"{view} has no handler for the event {name!r}; it has {listed}.{guess} Add a "
        f"method with @event({name!r}), or handle_event(event, payload, socket)."
    )


def of_page(request: HttpRequest, html: str) -> list[str]:
    """What keeps a live page, as it was rendered, from coming alive."""
    told = []
    if isinstance(request, WSGIRequest):
        told.append(WSGI % request.path)
    if "<script" not in html:
        told.append(NO_SCRIPTS % request.path)
    elif "csrf-token" not in html:
        told.append(NO_CSRF_META % request.path)
    return told
