"""Put, clear and take the flash of a request, which waits in the visitor's session."""

import secrets
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Unpack

from django.http import HttpRequest

from liveflash import conf
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message, MessageOptions
from liveflash.flash.message_handle import PutMessage
from liveflash.signals import RequestReports
from liveflash.storage import (
    collected_flash,
    flash_cookie,
    join_session,
    kept_puts,
    redirect_cookies,
    session_store,
    tokens,
    transfer,
)
from liveflash.storage.flash_store import new_flash
from liveflash.storage.visitor import (
    BY_NOTHING,
    Visitor,
    anonymous_before,
    storage_keys,
)
from liveflash.storage.waiting_flash import (
    WaitingFlash,
    read_waiting,
    session_of,
    write_waiting,
)

_FLASH_ATTRIBUTE = "_liveflash_flash"
_PUT_ATTRIBUTE = "_liveflash_put"


def put_flash(
    request: HttpRequest, key: str, value: Any, **options: Unpack[MessageOptions]
) -> PutMessage:
    """Show a message on the visitor's next page that renders flash, live or plain.

    With the request of a live page, in its callbacks, show it on that page. With a
    request that FlashMiddleware has marked, show it on the page that has sent it.

    ``key`` is a non-empty string, ``value`` a string, a dict, a list, a dataclass or
    another value that flash can store. The options are ``MessageOptions``. Return a
    handle that updates or clears the message; its methods return False once the
    message was shown. Use it during the request only. Raises TypeError or ValueError as
    ``socket.put_flash`` does, and ImproperlyConfigured if the project has no sessions
    or, for ``keep``, lacks FlashMiddleware.
    """
    return _put(request, options, lambda flash: flash.put(key, value, **options))


def add_flash(
    request: HttpRequest, key: str, value: Any, **options: Unpack[MessageOptions]
) -> PutMessage:
    """Show a message beside the others of its key, like ``put_flash``."""
    return _put(
        request,
        options,
        lambda flash: flash.put(key, value, replaces=False, **options),
    )


def _put(
    request: HttpRequest,
    options: Mapping[str, Any],
    put: Callable[[Flash], PutMessage],
) -> PutMessage:
    live, shown = _bound_flash(request), _shown_flash(request)
    if live is not None:
        return put(live)
    kept_puts.check(request, options)
    flash = new_flash(read_waiting(request)) if shown is None else shown
    message = put(flash)
    _report_put(request, flash, message.id)
    if shown is not None:
        return message
    write_waiting(request, flash.messages)
    _keep_over_log_out(request, message.id)
    kept_puts.add(request, flash)
    return PutMessage(WaitingFlash(request), message.id)


def _report_put(request: HttpRequest, flash: Flash, message_id: str) -> None:
    """Report a message, unless the GET of a join puts it: the page load has put it."""
    message = flash.find(message_id)
    if message is not None and not join_session.is_protected(session_of(request)):
        RequestReports(request).put((message,))


def clear_flash(request: HttpRequest, key: str | None = None) -> None:
    """Remove the messages that wait for the next page: those of ``key``, or all.

    With the request of a live page, in its callbacks, remove those of that page. Raises
    ImproperlyConfigured if the project has no sessions.
    """
    live = _bound_flash(request)
    if live is not None:
        live.retract(key)
        return
    collected = collected_flash.collected_by(request)
    if collected is not None:
        collected.add_before(redirect_cookies.take_for_page(request, collected.page_id))
        collected.flash.clear(key)
    waiting = Flash(read_waiting(request))
    waiting.clear(key)
    write_waiting(request, waiting.messages)


def take_waiting(request: HttpRequest) -> tuple[Message, ...]:
    """Remove and return the messages that wait for the visitor's next page.

    A marked request takes only those of the page that has sent it.
    """
    collected = collected_flash.collected_by(request)
    if collected is not None:
        collected.add_before(redirect_cookies.take_for_page(request, collected.page_id))
        return collected.take()
    session = getattr(request, "session", None)
    waiting = read_waiting(request) if session is not None else ()
    if waiting:
        write_waiting(request, ())
    unclaimed = (m for m in waiting if session_store.read(_claim_keys(m)) is None)
    return (*unclaimed, *redirect_cookies.take_left(request))


def store_waiting(request: HttpRequest, messages: Iterable[Message]) -> None:
    """Add messages to those that wait for the visitor's next page."""
    added = tuple(messages)
    keys = {message.key for message in added}
    waiting = new_flash(m for m in read_waiting(request) if m.key not in keys)
    for message in added:
        waiting.receive(message)
    write_waiting(request, waiting.messages)


def claim_waiting(request: HttpRequest) -> tuple[Message, ...]:
    """Return the messages that wait, for a live navigation, which saves no session.

    They stay in the session, but are not returned again.
    """
    if getattr(request, "session", None) is None:
        return ()
    return tuple(filter(_claim, read_waiting(request)))


def _claim(message: Message) -> bool:
    key, page = _claim_keys(message)[0], secrets.token_hex(8)
    return session_store.claim(key, page, age=conf.page_age())


def _claim_keys(message: Message) -> list[str]:
    return storage_keys("waiting", message.id, Visitor(BY_NOTHING, ""))


def forget_put(request: HttpRequest) -> Collection[str]:
    """Remove what the GET of a join has put: a callback may save the session.

    Return the ids of these messages.
    """
    put: set[str] = getattr(getattr(request, "session", None), _PUT_ATTRIBUTE, set())
    if put:
        waiting = read_waiting(request)
        write_waiting(request, [m for m in waiting if m.id not in put])
    return put


def bind_flash(request: HttpRequest, flash: Flash) -> None:
    """Have ``put_flash`` and ``clear_flash`` change the flash of a live page."""
    setattr(request, _FLASH_ATTRIBUTE, flash)


@contextmanager
def waiting_afterwards(request: HttpRequest) -> Iterator[None]:
    """Have messages wait for the next page again after this one was rendered."""
    try:
        yield
    finally:
        setattr(request, _FLASH_ATTRIBUTE, None)


def keep_over_log_in(request: HttpRequest | None, **_signal: Any) -> None:
    """Have messages on the way to the next page arrive after a log-in on the way.

    Receiver of ``user_logged_in``. The cookies belong to the visitor as it was before
    the log-in: only what was put for an anonymous visitor is kept.
    """
    if request is None or not hasattr(request, "session"):  # a log-in of an API
        return
    collected = collected_flash.collected_by(request)
    if collected is not None:
        own = redirect_cookies.take_for_page(
            request, collected.page_id, anonymous_before
        )
        collected.add_before(own)
    token = flash_cookie.token_of(request)
    if token is None or _bound_flash(request) is not None:
        return
    former = anonymous_before(request, tokens.transfer_kind(token))
    arrived = transfer.receive(token, former, transfer.PLAIN_PAGE)
    if arrived:
        write_waiting(request, read_waiting(request) + arrived)


def _keep_over_log_out(request: HttpRequest, message_id: str) -> None:
    """Keep a message when this request flushes the session, as Django's messages are.

    The messages of earlier requests are gone: the next user must not see them. The
    session remembers what to keep: frameworks wrap the request, but share its session.
    """
    session = session_of(request)
    put: set[str] = vars(session).setdefault(_PUT_ATTRIBUTE, set())
    put.add(message_id)
    if len(put) > 1:
        return
    flush = session.flush
    aflush: Any = getattr(session, "aflush", None)

    def kept() -> tuple[Message, ...]:
        return tuple(m for m in read_waiting(request) if m.id in put)

    def flush_and_keep() -> None:
        messages = kept()
        flush()
        write_waiting(request, messages)

    async def aflush_and_keep() -> None:
        messages = kept()
        await aflush()
        write_waiting(request, messages)

    session.flush = flush_and_keep
    if aflush is not None:
        session.aflush = aflush_and_keep


def _shown_flash(request: HttpRequest) -> Flash | None:
    """Return the flash that the page of a request shows, None if it must wait."""
    live, collected = _bound_flash(request), collected_flash.collected_by(request)
    if live is not None or collected is None:
        return live
    session_of(request)  # a redirect needs it
    return collected.flash


def _bound_flash(request: HttpRequest) -> Flash | None:
    flash: Flash | None = getattr(request, _FLASH_ATTRIBUTE, None)
    return flash
