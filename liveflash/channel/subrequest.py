"""Joins and patches as internal GET requests of a page's URL.

The GET passes Django's whole request stack, so whatever guards the page guards the
socket. It carries the headers of the WebSocket's handshake, and saves no session.
"""

import logging
from collections.abc import Callable
from contextvars import Context
from functools import lru_cache
from http import HTTPStatus
from typing import Any, TypeVar
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.signals import request_started, setting_changed
from django.dispatch import receiver
from django.http import Http404, HttpRequest
from django.urls import (
    Resolver404,
    ResolverMatch,
    get_script_prefix,
    resolve,
    set_script_prefix,
)

from liveflash import callback_context
from liveflash.channel.handshake import Handshake
from liveflash.concurrency import in_pool
from liveflash.exceptions import Refused
from liveflash.storage.visitor import Visitor, identify
from liveflash.views.join_request import JoinRequest
from liveflash.views.live_view import LiveView
from liveflash.views.plain_stack import StackResponse, join_stack
from liveflash.views.response import LiveResponse

logger = logging.getLogger("liveflash")

R = TypeVar("R", LiveResponse, StackResponse)


def join_request(handshake: Handshake, url: str) -> JoinRequest:
    """Return the GET that joins ``url``; raise Refused for a URL of another site."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refused("foreign url") from None
    if f"{parts.scheme}://{parts.netloc}".lower() != handshake.origin.lower():
        raise Refused("foreign url")
    return handshake.request(unquote(parts.path) or "/", parts.query)


def patch_request(handshake: Handshake, path: str) -> JoinRequest:
    """Return the GET of a path and query to which the server patches a view."""
    parts = urlsplit(path)
    return handshake.request(unquote(parts.path), parts.query)


async def fetch_live_response(
    request: JoinRequest, kind: str | None = None
) -> tuple[LiveResponse, Visitor]:
    """Send a GET through the request stack; return its LiveView's response and visitor.

    ``kind`` says how the visitor is identified. Raise Refused for any other response.
    What was active while the view ran (the language, the time zone) stays active in the
    task that awaits this, even if middleware has reset it since.
    """
    return await in_pool(_respond, request, kind, LiveResponse)


async def fetch_stack_response(
    request: JoinRequest, kind: str
) -> tuple[StackResponse, Visitor]:
    """Send a GET through the middleware, which joins the stack of a page at its URL.

    The page's view does not run. Otherwise like ``fetch_live_response``.
    """
    return await in_pool(_respond, request, kind, StackResponse)


def match_patch(request: HttpRequest, url: str) -> ResolverMatch | None:
    """Return the URLconf's match for ``url``; None for a view other than the page's."""
    match = request.resolver_match
    path = unquote(urlsplit(url).path)
    prefix = request.META.get("SCRIPT_NAME", "")
    try:
        found = resolve(path.removeprefix(prefix), getattr(request, "urlconf", None))
    except Resolver404:
        return None
    return found if match is not None and found.func is match.func else None


async def authorize_patch(
    request: HttpRequest, patch: JoinRequest
) -> ResolverMatch | None:
    """Send a patch through the request stack; return the match of its URL.

    Return None if the URL leads to another view than ``request`` or is refused. The
    query is checked too: it may hold a signature, or select a team.
    """
    match = match_patch(request, patch.get_full_path())
    if match is None:
        return None
    try:
        await fetch_live_response(patch)
    except Refused:
        return None
    return match


class _Handler(BaseHandler):
    """Django's request handler, for LiveViews only."""

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return the match of the URL; raise Http404 unless it is a LiveView."""
        match: ResolverMatch = super().resolve_request(request)
        if not is_live(match.func):
            msg = "not a live page"
            raise Http404(msg)
        match.tried = None  # a list of all other patterns, for error pages only
        return match


class _StackHandler(BaseHandler):
    """Django's request handler, with one view for the stacks of all pages."""

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return a match of the view that joins a stack."""
        match = ResolverMatch(join_stack, (), {})
        request.resolver_match = match
        return match


def is_live(callback: Callable[..., Any]) -> bool:
    """Return whether a URLconf's callback is a LiveView, maybe a decorated one."""
    view_class = getattr(callback, "view_class", None)
    return isinstance(view_class, type) and issubclass(view_class, LiveView)


def _respond(
    request: JoinRequest, kind: str | None, response_class: type[R]
) -> tuple[R, Visitor]:
    is_stack = response_class is StackResponse
    handler = _handler(tuple(settings.MIDDLEWARE), settings.ROOT_URLCONF, is_stack)
    if request.script_name or get_script_prefix() != "/":
        set_script_prefix(request.script_name or "")  # as the handlers of servers do
    request_started.send(sender=type(handler), scope=request.scope)
    response = handler.get_response(request)
    try:
        is_ok = response.status_code == HTTPStatus.OK
        if not is_ok or not isinstance(response, response_class):
            logger.info(
                "A join was refused: its page answered %d.", response.status_code
            )
            raise Refused("refused")
        # This loads the user and the session, which is not allowed on the event loop.
        with callback_context.entered(response.request) as namespace:
            visitor = identify(response.request, kind)
        _set_variables(response.context_variables)
        callback_context.activate(response.request, namespace)
        return response, visitor
    finally:
        response.close()
        request.release_session()


def _set_variables(captured: Context) -> None:
    """Give the context variables of this thread the captured values."""
    for variable, value in captured.items():
        variable.set(value)


@lru_cache(maxsize=2)
def _handler(
    _middleware: tuple[str, ...],
    _urlconf: str,
    is_stack: bool,  # noqa: FBT001 - lru_cache
) -> BaseHandler:
    """Return a handler with its middleware loaded, once for the same settings."""
    handler = _StackHandler() if is_stack else _Handler()
    handler.load_middleware()
    return handler


@receiver(setting_changed)
def _reset_handler(**_signal: Any) -> None:
    """Load the middleware again after a test has changed a setting."""
    _handler.cache_clear()
