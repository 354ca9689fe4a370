"""Messages with responses to the scripts of a page: htmx, Turbo, Unpoly, ``fetch``.

The client marks a request with a header that names its page. The response to it names
the messages by a token; the client fetches them with the token and shows them.
"""

import re

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_cache_control

from liveflash import conf
from liveflash.exceptions import InvalidToken
from liveflash.flash.message import Message
from liveflash.signals import RequestReports
from liveflash.storage import (
    collected_flash,
    kept_puts,
    redirect_cookies,
    request_flash,
    tokens,
    transfer,
)
from liveflash.storage.collected_flash import CollectedFlash
from liveflash.storage.visitor import identify
from liveflash.views import kept_requests
from liveflash.views.actions import LOCATION_HEADER
from liveflash.views.caching import skip_cache
from liveflash.views.django_messages import append_all, take_unshown
from liveflash.views.join_request import JoinRequest
from liveflash.views.message_elements import render_messages
from liveflash.views.prefetch import will_be_seen

PAGE_HEADER = "Liveflash-Page"
MESSAGES_HEADER = "Liveflash-Messages"
FETCH_HEADER = "Liveflash-Fetch"
OPTIONS_HEADER = "Liveflash-Options"

# Headers that have the browser load a page, of htmx, of Inertia and of our own.
LOADING_HEADERS = (
    *("HX-Redirect", "HX-Refresh", "X-Inertia-Location"),
    LOCATION_HEADER,
)
# Has htmx send a request of the same page.
FOLLOWED_HEADER = "HX-Location"

_PAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def is_marked(request: HttpRequest) -> bool:
    """Return whether the client has marked a request with its page."""
    page_id = request.headers.get(PAGE_HEADER, "")
    return _PAGE_ID.fullmatch(page_id) is not None


def start(request: HttpRequest) -> HttpResponse | None:
    """Begin a request; return the response if the client itself has sent it."""
    if not is_marked(request) or isinstance(request, JoinRequest):
        return None
    page_id = request.headers[PAGE_HEADER]
    if kept_requests.KEPT_HEADER in request.headers:
        return kept_requests.answer(request)
    if FETCH_HEADER in request.headers and request.method == "GET":
        return _fetched(request, page_id)
    if will_be_seen(request):
        collected_flash.start(request, page_id)
    return None


def finish(request: HttpRequest, response: HttpResponseBase) -> None:
    """Store what a request keeps; send the messages of a marked one, or let them wait.

    They wait for the request that follows a redirect, or for the page that is loaded.
    The messages of a request that fails are dropped, as its session is.
    """
    collected = collected_flash.stop(request)
    if collected is not None:
        kept_puts.add(request, collected.flash)
    if not isinstance(request, JoinRequest):
        kept_requests.store_put(request, response)
    if collected is None or response.status_code >= 500:
        return
    if any(map(response.has_header, LOADING_HEADERS)):
        messages = collected.take()
        _store_waiting(request, messages)
    elif _is_followed(response):
        messages = _send_along(request, response, collected)
    else:
        messages = _attach(request, response, collected)
    redirect_cookies.delete_taken(request, response)
    collected_flash.note_sent(request, messages)


def _is_followed(response: HttpResponseBase) -> bool:
    """Return whether the client answers a response with another marked request."""
    is_redirect = 300 <= response.status_code < 400 and response.has_header("Location")
    return is_redirect or response.has_header(FOLLOWED_HEADER)


def _send_along(
    request: HttpRequest, response: HttpResponseBase, collected: CollectedFlash
) -> tuple[Message, ...]:
    """Send the messages along with a redirect, and return them."""
    _add_queued(request, collected)
    messages = collected.take()
    if not redirect_cookies.send(request, response, collected.page_id, messages):
        _store_waiting(request, messages)
    return messages


def _attach(
    request: HttpRequest, response: HttpResponseBase, collected: CollectedFlash
) -> tuple[Message, ...]:
    """Name the messages in a header of the response, and return them."""
    collected.add_before(redirect_cookies.take_for_page(request, collected.page_id))
    _add_queued(request, collected)
    unrendered = collected.take()
    messages = (*collected.rendered, *unrendered)
    if not messages:
        return ()
    waiting = [message.not_started() for message in messages]
    token = transfer.pack_for_cookie(waiting, identify(request))
    if token is not None:
        response[MESSAGES_HEADER] = token
        patch_cache_control(response, private=True, no_store=True)
        skip_cache(request)
        # ConditionalGetMiddleware would answer 304 in its place, without the header.
        for name in ("ETag", "Last-Modified"):
            del response[name]
    else:
        _store_waiting(request, unrendered)
    return messages


def _store_waiting(request: HttpRequest, messages: tuple[Message, ...]) -> None:
    """Have the next page show messages, if the project has sessions."""
    if messages and hasattr(request, "session"):
        request_flash.store_waiting(request, messages)


def _add_queued(request: HttpRequest, collected: CollectedFlash) -> None:
    """Add Django's messages that were added and that no template has shown."""
    if conf.bridges_messages():
        append_all(collected.flash, take_unshown(request, only_new=True), request)


def _fetched(request: HttpRequest, page_id: str) -> HttpResponse:
    """Return the elements of the messages that a token names, or nothing."""
    html = _fetched_html(request, page_id)
    response = HttpResponse(html, status=200 if html else 204)
    response[FETCH_HEADER] = "1"
    patch_cache_control(response, private=True, no_store=True)
    skip_cache(request)
    return response


def _fetched_html(request: HttpRequest, page_id: str) -> str:
    try:
        options = tokens.read_stack_token(request.headers.get(OPTIONS_HEADER, ""))
    except InvalidToken:
        return ""
    token = request.headers[FETCH_HEADER]
    visitor = identify(request, tokens.transfer_kind(token))
    messages = transfer.receive(token, visitor, page_id)
    RequestReports(request).shown(messages)
    return render_messages(request, messages, options) if messages else ""
