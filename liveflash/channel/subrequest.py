"""Joins and patches as internal GET requests of a page's URL.

The GET goes through Django's whole request stack, so that whatever guards the page
guards the socket. It carries the headers of the WebSocket's handshake.
"""

import logging
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started, setting_changed
from django.dispatch import receiver
from django.http import Http404, HttpRequest
from django.urls import Resolver404, ResolverMatch, resolve

from liveflash.channel.handshake import Handshake, origin_of, request_from
from liveflash.concurrency import in_pool
from liveflash.exceptions import Refused
from liveflash.storage.visitor import Visitor, identify
from liveflash.views.join_request import JoinRequest
from liveflash.views.live_view import LiveView
from liveflash.views.response import LiveResponse

logger = logging.getLogger("liveflash")

HTTP_OK = 200


def join_request(handshake: Handshake, url: str) -> JoinRequest:
    """The GET that joins ``url``, or raise Refused where that is of another site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refused("foreign url") from None
    if f"{parts.scheme}://{parts.netloc}".lower() != origin_of(handshake).lower():
        raise Refused("foreign url")
    return request_from(handshake, unquote(parts.path) or "/", parts.query)


async def enter(
    request: JoinRequest, kind: str | None = None
) -> tuple[LiveResponse, Visitor]:
    """Go through the request stack, or raise Refused.

    What middleware activates (the language, the time zone) is active afterwards in the
    task that awaits this.
    """
    return await in_pool(_through_the_stack, request, kind)


def patch_match(request: HttpRequest, url: str) -> ResolverMatch | None:
    """What the URLconf has at ``url``; None unless it is the view of ``request``."""
    match = request.resolver_match
    path = unquote(urlsplit(url).path)
    prefix = request.META.get("SCRIPT_NAME", "")
    try:
        found = resolve(path.removeprefix(prefix), getattr(request, "urlconf", None))
    except Resolver404:
        return None
    return found if match is not None and found.func is match.func else None


def patch_request(handshake: Handshake, path: str) -> JoinRequest:
    """Return the GET of a path and query to which the server patches a view."""
    parts = urlsplit(path)
    return request_from(handshake, unquote(parts.path), parts.query)


async def enter_patch(request: HttpRequest, asked: JoinRequest) -> ResolverMatch | None:
    """Send a patch through the request stack.

    Return what its URL captures; None if it leads to another view than ``request`` or
    is refused. The query is guarded too: of a signed link, or of a team.
    """
    match = patch_match(request, asked.get_full_path())
    if match is None:
        return None
    try:
        await enter(asked)
    except Refused:
        return None
    return match


class _Handler(BaseHandler):
    """Django's request handler, for LiveViews only."""

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Find the view, and refuse what is no LiveView before it runs.

        A join must leave no session behind: its response, with the cookie that would
        name a new one, goes nowhere.
        """
        session = getattr(request, "session", None)
        if session is not None and session.session_key is None:
            session.save = _save_nothing
        match: ResolverMatch = super().resolve_request(request)
        if not is_live(match.func):
            msg = "not a live page"
            raise Http404(msg)
        match.tried = None  # only a page that tells of an error looks at it
        return match


def is_live(callback: Callable[..., Any]) -> bool:
    """Whether a URLconf's callback is a LiveView; decorators keep ``view_class``."""
    view_class = getattr(callback, "view_class", None)
    return isinstance(view_class, type) and issubclass(view_class, LiveView)


def _through_the_stack(
    request: JoinRequest, kind: str | None
) -> tuple[LiveResponse, Visitor]:
    handler = _handler(tuple(settings.MIDDLEWARE), settings.ROOT_URLCONF)
    request_started.send(sender=_Handler, scope=request.scope)
    response = handler.get_response(request)
    try:
        if response.status_code != HTTP_OK or not isinstance(response, LiveResponse):
            logger.info(
                "A join was refused: its page answers %d.", response.status_code
            )
            raise Refused("refused")
        # This loads the user and the session, which is not allowed on the event loop.
        visitor = identify(response.request, kind)
        if isinstance(response.request, JoinRequest):
            response.request.let_go()
        return response, visitor
    finally:
        response.close()


@lru_cache(maxsize=1)
def _handler(_middleware: tuple[str, ...], _urlconf: str) -> _Handler:
    """The loaded handler; anew where tests change what it is made of."""
    handler = _Handler()
    handler.load_middleware()
    return handler


@receiver(setting_changed)
def _forget_handler(**_signal: Any) -> None:
    """Middleware reads its settings when it is loaded, and tests change them."""
    _handler.cache_clear()


def _save_nothing(must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's
    """Stand in for ``SessionBase.save``."""
