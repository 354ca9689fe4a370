"""The flash that an HTTP GET shows."""

from django.contrib.messages import get_messages
from django.http import HttpRequest

from liveflash import conf
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.push import inbox
from liveflash.storage import transfer
from liveflash.storage.session_flash import take_waiting
from liveflash.views.socket import bound_to

_CONSUMED = "_liveflash_plain"


def page_flash(request: HttpRequest) -> Flash:
    """The flash of the page that ``request`` renders.

    On a plain page reading it consumes it, once per request: what is put afterwards is
    for the next page.
    """
    socket = bound_to(request)
    if socket is not None:
        return socket.flash
    consumed: Flash | None = getattr(request, _CONSUMED, None)
    if consumed is None:
        consumed = Flash(collect_plain(request))
        setattr(request, _CONSUMED, consumed)
    return consumed


def collect_plain(request: HttpRequest) -> tuple[Message, ...]:
    """Take what a plain page is to show.

    What waited for the visitor and for the user, and what the cookie names.
    """
    if not _will_be_seen(request):
        return ()
    arrived = Flash(
        take_waiting(request) + transfer.by_cookie(request, transfer.PLAIN_PAGE)
    )
    for message in inbox.take(request):
        arrived.receive(message)
    return arrived.messages


def collect_live(request: HttpRequest, page_id: str) -> tuple[Message, ...]:
    """Take what the HTTP response of a live page is to show.

    That is also what was to arrive by a live navigation that lost its connection, and
    Django's own messages.
    """
    if not _will_be_seen(request):
        return ()
    arrived = take_waiting(request) + transfer.by_cookie(request, page_id)
    return (arrived or transfer.by_target(request, page_id)) + _django_messages(request)


def _django_messages(request: HttpRequest) -> tuple[Message, ...]:
    """Django's own messages, each under the tag of its level; taking them uses them."""
    taken = Flash()
    if conf.bridges_messages():
        for message in get_messages(request):
            key = conf.message_key(message.level)
            taken.append(key, message.message, tags=message.extra_tags or "")
    return taken.messages


def _will_be_seen(request: HttpRequest) -> bool:
    purpose = request.headers.get("Sec-Purpose", "")
    return request.method != "HEAD" and "prefetch" not in purpose
