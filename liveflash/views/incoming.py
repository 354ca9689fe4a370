"""The flash that an HTTP GET shows."""

from collections.abc import Iterable
from dataclasses import replace

from django.contrib.messages import get_messages
from django.http import HttpRequest

from liveflash import conf
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.push import inbox
from liveflash.signals import RequestReports
from liveflash.storage import collected_flash, flash_cookie, tokens, transfer
from liveflash.storage.flash_store import FlashStore
from liveflash.storage.request_flash import claim_waiting, take_waiting
from liveflash.storage.visitor import identify
from liveflash.views.caching import prevent_caching
from liveflash.views.django_messages import append_all, queued, take_unshown
from liveflash.views.prefetch import will_be_seen
from liveflash.views.socket import bound_to

_CONSUMED = "_liveflash_plain"


def page_flash(request: HttpRequest) -> Flash:
    """Return the flash of the page that ``request`` renders.

    On a plain page the first call consumes what has arrived. Messages that are put
    afterwards wait for the next page.
    """
    socket = bound_to(request)
    if socket is not None:
        return socket.flash
    consumed: Flash | None = getattr(request, _CONSUMED, None)
    if consumed is None:
        consumed = Flash(collect_plain(request))
        setattr(request, _CONSUMED, consumed)
        if consumed.messages:
            prevent_caching(request)
            _report_shown(request, consumed.messages)
    return consumed


def flash_of_tag(request: HttpRequest | None, key: str | None) -> Flash:
    """Return the flash that a ``{% liveflash %}`` of ``key`` shows, or of all keys.

    Without a request it is empty.

    On a plain page, add those of Django's messages that no loop has shown. The others
    are left to a loop or a tag that follows.
    """
    if request is None:
        return Flash()
    flash = page_flash(request)
    if bound_to(request) is not None or not will_be_seen(request):
        return flash
    collected = collected_flash.collected_by(request)
    if conf.bridges_messages():
        taken = take_unshown(request, key, only_new=collected is not None)
        added = append_all(flash, taken, request)
        if taken:
            prevent_caching(request)
            _report_shown(request, added)
    if collected is not None:
        collected.note_rendered(flash.select(key))
    return flash


def _report_shown(request: HttpRequest, messages: Iterable[Message]) -> None:
    """Report messages, unless the page that has sent the request fetches them."""
    if collected_flash.collected_by(request) is None:
        RequestReports(request).shown(messages)


def collect_plain(request: HttpRequest) -> tuple[Message, ...]:
    """Take and return the messages for a plain page.

    They come from the visitor's session, the flash cookie and the inbox.
    """
    if not will_be_seen(request):
        return ()
    # No loop of a plain page knows of them.
    put = (*take_waiting(request), *_from_cookie(request))
    arrived = Flash(replace(message, is_in_loop=False) for message in put)
    for message in inbox.take_for(request):
        arrived.receive(message)
    return arrived.messages


def collect_live(request: HttpRequest, store: FlashStore) -> tuple[Message, ...]:
    """Take and return the messages for the HTTP response of a live page.

    They come from the visitor's session and the flash cookie, or else from a live
    navigation that lost its connection; Django's own messages follow.
    """
    if not will_be_seen(request):
        return ()
    arrived = take_waiting(request) + store.receive_from_cookie()
    return (arrived or store.receive_lost_navigation()) + _django_messages(request)


def collect_navigated(request: HttpRequest) -> tuple[Message, ...]:
    """Return the messages for a page that is reached by live navigation.

    They come from the visitor's session, and from the internal GET of the join.
    """
    taken = Flash(claim_waiting(request))
    if conf.bridges_messages():
        append_all(taken, queued(getattr(request, "_messages", None)), request)
    return taken.messages


def _from_cookie(request: HttpRequest) -> tuple[Message, ...]:
    """Take the messages that the flash cookie brings to a plain page.

    The visitor is not identified without the cookie, since that could set cookies.
    """
    token = flash_cookie.token_of(request)
    if token is None:
        return ()
    visitor = identify(request, tokens.transfer_kind(token))
    return FlashStore(request, visitor, transfer.PLAIN_PAGE).receive(token)


def _django_messages(request: HttpRequest) -> tuple[Message, ...]:
    """Consume Django's own messages; return them under the tags of their levels."""
    taken = Flash()
    if conf.bridges_messages():
        append_all(taken, get_messages(request), request)
    return taken.messages
