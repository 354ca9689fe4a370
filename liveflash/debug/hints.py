"""What to tell a developer whose page does not do what it should, and the way out.

These texts go to the log while DEBUG is on, or into the error that is raised.
"""

import sys
from collections.abc import Iterable
from difflib import get_close_matches
from functools import cache
from typing import Any, NoReturn

from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.exceptions import SynchronousOnlyOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import Resolver404, resolve
from django.utils.module_loading import import_string

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
NO_STATIC = (
    "Nothing seems to serve %s: runserver does with 'django.contrib.staticfiles' in "
    "INSTALLED_APPS; under another server add whitenoise, or staticfiles_urlpatterns() "
    "to the URLconf while DEBUG is on."
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
    script = static("liveflash/liveflash.js")
    if script in html and not is_served(script):
        told.append(NO_STATIC % script)
    return told


@cache
def is_served(url: str) -> bool:
    """Whether there is somebody to serve a static file, as far as can be seen."""
    if not url.startswith("/") or url.startswith("//"):
        return True
    has_app = "django.contrib.staticfiles" in settings.INSTALLED_APPS
    if has_app and "runserver" in sys.argv:
        return True
    if any("whitenoise" in name.lower() for name in settings.MIDDLEWARE):
        return True
    if _is_wrapped():
        return True
    try:
        resolve(url)
    except Resolver404:
        return False
    return True


def _is_wrapped() -> bool:
    """Whether asgi.py has Django's own handler for static files."""
    path = getattr(settings, "ASGI_APPLICATION", None)
    application = import_string(path) if isinstance(path, str) else None
    by_protocol = getattr(application, "application_mapping", {})
    found = (application, by_protocol.get("http"))
    return any(isinstance(each, ASGIStaticFilesHandler) for each in found)
