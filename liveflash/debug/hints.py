"""Hints for common mistakes: what is wrong with a page or a view, and how to fix it.

They are logged while DEBUG is on, or added to the exception that is raised.
"""

import logging
import re
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any, NoReturn
from urllib.parse import urlsplit

from django.core.exceptions import SynchronousOnlyOperation
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest

from liveflash import conf
from liveflash.debug import file_inputs

logger = logging.getLogger("liveflash")

ASYNC_ORM_HINT = (
    "liveflash: in an `async def` callback, use the ORM's async methods, such as "
    "`await Book.objects.aget(…)`. Or make the callback a plain `def`: it runs in a "
    "thread, where the ORM works as in any view."
)
NO_CSRF_META = (
    'The live page %s has no <meta name="csrf-token">. Put {%% liveflash_scripts %%} '
    "into the <head> of its template; if you build your own bundle, add "
    "{%% liveflash_meta %%}."
)
NO_SCRIPTS = (
    "The live page %s loads no script, so it will never connect. Put "
    "{%% liveflash_scripts %%} into the <head> of its template."
)
NESTED_PAGE = (
    "The live page %s is a page inside of another: its template is a whole page "
    "without a live part. Put {%% live %%} … {%% endlive %%} around what changes, in "
    "this template or in the base that it extends."
)
WSGI = (
    "The live page %s was rendered by a WSGI server, which serves no WebSockets. Put "
    "'daphne' first in INSTALLED_APPS and use runserver, or start an ASGI server, such "
    "as `uvicorn mysite.asgi:application`."
)
SESSION_CHANGE = (
    "Middleware or the view changed the session during the join of %s. A join is an "
    "internal GET of a page that was loaded before, and saves no session: the change "
    "is gone after it. Change the session in plain views."
)

FILE_INPUT = (
    "The live page %s has the file input %r in a form with phx-submit. An event "
    "contains no file. Send the form to a view: replace phx-submit with action, "
    "method='post' and enctype='multipart/form-data', or submit it with "
    "phx-trigger-action afterwards."
)
REDIRECT_TO_FILE = (
    "redirect(%r) seems to lead to a download. The page then stays as it is, but is "
    "disconnected for good. Call socket.download(%r): the page stays alive."
)
PAGE_START = re.compile(r"<html[\s>]", re.IGNORECASE)
# Files that browsers save instead of showing them.
SAVED_FILE = re.compile(
    r"\.(7z|apk|bin|bz2|csv|deb|dmg|docx?|epub|exe|gz|ics|iso|msi|ods|odt|pptx|rar|rpm"
    r"|tar|tgz|tsv|vcf|xlsx?|xz|zip)",
    re.IGNORECASE,
)
LOST_EFFECTS = (
    "%s put a message or used the socket, but its page was left: nobody sees it. Call "
    "push_flash(…, user=socket.user) to reach the visitor's next page; "
    "socket.broadcast() works."
)

UNSEEN_PROGRESS = (
    "The page showed the progress %r at its end only: a page shows nothing until the "
    "callback that works has returned. Start the work beside the handlers with "
    "socket.start_async(…), and open socket.progress(…) there."
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


def warn_of_unseen_progress(key: str) -> None:
    """Warn of progress that only its end showed; only while DEBUG is on."""
    if conf.debug():
        logger.warning(UNSEEN_PROGRESS, key)


def warn_of_file_inputs(path: str, html: str) -> None:
    """Warn of file inputs whose file is never sent."""
    for name in file_inputs.find_file_inputs(html):
        _warn_of_file_input(path, name)


def warn_of_redirect_to_file(url: str) -> None:
    """Warn of a redirect to a file that browsers save; only while DEBUG is on."""
    if conf.debug():
        suffix = PurePosixPath(urlsplit(url).path).suffix
        if SAVED_FILE.fullmatch(suffix):
            logger.warning(REDIRECT_TO_FILE, url, url)


@lru_cache(maxsize=1000)
def _warn_of_file_input(path: str, name: str) -> None:
    """Log a warning, once per process."""
    logger.warning(FILE_INPUT, path, name)


def page_hints(request: HttpRequest, html: str) -> list[str]:
    """Return what is wrong with a live page as rendered."""
    hints = []
    if isinstance(request, WSGIRequest):
        hints.append(WSGI % request.path)
    if len(PAGE_START.findall(html)) > 1:
        hints.append(NESTED_PAGE % request.path)
    if "<script" not in html:
        hints.append(NO_SCRIPTS % request.path)
    elif "csrf-token" not in html:
        hints.append(NO_CSRF_META % request.path)
    return hints


@lru_cache(maxsize=100)
def warn_of_session_change(path: str) -> None:
    """Log that the join of a page changed the session, once for each path."""
    logger.info(SESSION_CHANGE, path)
