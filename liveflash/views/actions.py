"""Actions of messages that no view handles: the handler of ``LIVEFLASH_ACTIONS``.

On a live page the handler is called for an event that its view does not handle. A page
that is not live sends the event to FlashMiddleware, with a header and a JSON body. Any
visitor can send either: the handler checks what its user may do.
"""

import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from asgiref.sync import async_to_sync, iscoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.response import HttpResponseRedirectBase

from liveflash import conf
from liveflash.exceptions import Refused
from liveflash.flash.actions import BUILT_IN
from liveflash.local_urls import is_web_address
from liveflash.views.csrf import csrf_refusal

logger = logging.getLogger("liveflash")

ACTION_HEADER = "Liveflash-Action"
# Where the client goes next.
LOCATION_HEADER = "Liveflash-Location"

MAX_NAME_LENGTH = 200
MAX_ID_LENGTH = 64
MAX_WARNINGS = 100

Payload = dict[str, Any]
Handler = Callable[[Any, Payload], Any]

# A name that a log may show without DEBUG, although a client has sent it.
_PLAIN_NAME = re.compile(r"[\w.:-]{1,64}", re.ASCII)

_warned: set[str] = set()


@dataclass(frozen=True, slots=True)
class _Call:
    """A call of the handler for an HTTP request."""

    handler: Handler
    payload: Payload


def is_action(request: HttpRequest) -> bool:
    """Return whether a request of the client sends the event of an action."""
    return request.method == "POST" and ACTION_HEADER in request.headers


def respond(request: HttpRequest) -> HttpResponseBase:
    """Call the handler for a request and return the response, in sync code."""
    call = _read_call(request)
    if not isinstance(call, _Call):
        return call
    handler = call.handler
    if iscoroutinefunction(handler):
        handler = async_to_sync(handler)
    return _response(handler(request, call.payload))


async def arespond(request: HttpRequest) -> HttpResponseBase:
    """Call the handler for a request and return the response, in async code."""
    call = await sync_to_async(_read_call)(request)
    if not isinstance(call, _Call):
        return call
    handler = call.handler
    if not iscoroutinefunction(handler):
        handler = sync_to_async(handler)
    return _response(await handler(request, call.payload))


async def run_on_page(
    handler: Handler, payload: Payload, socket: Any, call: Callable[..., Awaitable[Any]]
) -> None:
    """Call the handler for an event of a live page, and follow its redirect."""
    result = await call(handler, socket.request, payload)
    location = _location(result)
    if location is not None:
        socket.redirect(location, external=is_web_address(location))


def handler_for(event: str) -> Handler | None:
    """Return the project's handler; without one log a warning, once per event."""
    handler = conf.action_handler()
    if handler is None and event not in _warned and len(_warned) < MAX_WARNINGS:
        _warned.add(event)
        logger.warning(
            "Nothing handles the event %r of a message's action: handle it in the "
            "view, or set LIVEFLASH_ACTIONS to a function for all pages.",
            event if _PLAIN_NAME.fullmatch(event) else "(not shown)",
        )
    return handler


def read_payload(event: Any, value: Any, message_id: Any) -> Payload:
    """Return the payload of an action for the handler; raise Refused if malformed."""
    match event, value, message_id:
        case str(), dict(), str():
            is_short = (
                len(event) <= MAX_NAME_LENGTH and len(message_id) <= MAX_ID_LENGTH
            )
            if event and is_short and not event.startswith(BUILT_IN):
                return {"event": event, "value": value, "id": message_id}
    raise Refused("malformed event")


def _read_call(request: HttpRequest) -> _Call | HttpResponseBase:
    """Return the call for a request, or the response that refuses it."""
    refusal = csrf_refusal(request)
    if refusal is not None:
        return refusal
    try:
        payload = _read_body(request)
    except Refused as refused:
        return _refused(413 if refused.reason == "too big" else 400)
    handler = handler_for(payload["event"])
    return _refused(404) if handler is None else _Call(handler, payload)


def _read_body(request: HttpRequest) -> Payload:
    limit = conf.max_event_size()
    if request.content_type != "application/json":
        raise Refused("malformed event")
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > limit:
            raise Refused("too big")
        body = request.body
        if len(body) > limit:
            raise Refused("too big")
        found = msgspec.json.decode(body)
    except (ValueError, RecursionError):
        raise Refused("malformed event") from None
    match found:
        case {"event": event, "value": value, "id": message_id}:
            return read_payload(event, value, message_id)
        case _:
            raise Refused("malformed event")


def _response(result: Any) -> HttpResponse:
    response = HttpResponse(status=204)
    response[ACTION_HEADER] = "done"
    location = _location(result)
    if location is not None:
        response[LOCATION_HEADER] = location
    return response


def _refused(status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response[ACTION_HEADER] = "refused"
    return response


def _location(result: Any) -> str | None:
    """Return the target of the redirect that a handler returned, None without one."""
    if result is None:
        return None
    if isinstance(result, HttpResponseRedirectBase):
        return result.url
    msg = f"LIVEFLASH_ACTIONS returns None or an HttpResponseRedirect, not {result!r}."
    raise TypeError(msg)
