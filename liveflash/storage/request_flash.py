"""Put, clear and take the flash of a request, which waits in the visitor's session."""

import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Unpack

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from liveflash import conf
from liveflash.flash import serialization
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message, MessageOptions
from liveflash.flash.put_message import PutMessage
from liveflash.storage import (
    collected_flash,
    flash_cookie,
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

_SESSION_KEY = "_liveflash_waiting"
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
    ``socket.put_flash`` does, and ImproperlyConfigured if the project has no sessions.
    """
    return _put(request, lambda flash: flash.put(key, value, **options))


def add_flash(
    request: HttpRequest, key: str, value: Any, **options: Unpack[MessageOptions]
) -> PutMessage:
    """Show a message beside the others of its key, like ``put_flash``."""
    return _put(request, lambda flash: flash.put(key, value, replaces=False, **options))


class WaitingFlash:
    """The messages of a request that wait for the next page, for their handles."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request

    def update(
        self,
        message_id: str,
        value: Any,
        *,
        level: str | None = None,
        timeout: float | None = None,
    ) -> bool:
        """Change a message in place; return False if it no longer waits."""
        flash = new_flash(_waiting(self._request))
        is_changed = flash.update(message_id, value, level=level, timeout=timeout)
        return self._store(flash, is_changed=is_changed)

    def take_back(self, message_id: str) -> bool:
        """Discard a message; return False if it no longer waits."""
        flash = new_flash(_waiting(self._request))
        return self._store(flash, is_changed=flash.discard(message_id))

    def _store(self, flash: Flash, *, is_changed: bool) -> bool:
        if is_changed:
            _store_waiting(self._request, flash.messages)
        return is_changed


def _put(request: HttpRequest, put: Callable[[Flash], PutMessage]) -> PutMessage:
    shown = _shown_flash(request)
    if shown is not None:
        return put(shown)
    waiting = new_flash(_waiting(request))
    message_id = put(waiting).id
    _store_waiting(request, waiting.messages)
    _keep_over_log_out(request, message_id)
    return PutMessage(WaitingFlash(request), message_id)


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
    waiting = Flash(_waiting(request))
    waiting.clear(key)
    _store_waiting(request, waiting.messages)


def take_waiting(request: HttpRequest) -> tuple[Message, ...]:
    """Remove and return the messages that wait for the visitor's next page.

    A marked request takes only those of the page that has sent it.
    """
    collected = collected_flash.collected_by(request)
    if collected is not None:
        collected.add_before(redirect_cookies.take_for_page(request, collected.page_id))
        return collected.take()
    session = getattr(request, "session", None)
    waiting = _waiting(request) if session is not None else ()
    if waiting:
        _store_waiting(request, ())
    unclaimed = (m for m in waiting if session_store.read(_claim_keys(m)) is None)
    return (*unclaimed, *redirect_cookies.take_left(request))


def store_waiting(request: HttpRequest, messages: Iterable[Message]) -> None:
    """Add messages to those that wait for the visitor's next page."""
    added = tuple(messages)
    keys = {message.key for message in added}
    waiting = new_flash(m for m in _waiting(request) if m.key not in keys)
    for message in added:
        waiting.receive(message)
    _store_waiting(request, waiting.messages)


def claim_waiting(request: HttpRequest) -> tuple[Message, ...]:
    """Return the messages that wait, for a live navigation, which saves no session.

    They stay in the session, but are not returned again.
    """
    if getattr(request, "session", None) is None:
        return ()
    return tuple(filter(_claim, _waiting(request)))


def _claim(message: Message) -> bool:
    key, page = _claim_keys(message)[0], secrets.token_hex(8)
    return session_store.claim(key, page, age=conf.page_age())


def _claim_keys(message: Message) -> list[str]:
    return storage_keys("waiting", message.id, Visitor(BY_NOTHING, ""))


def forget_put(request: HttpRequest) -> None:
    """Remove what the GET of a join has put: a callback may save the session."""
    put = getattr(getattr(request, "session", None), _PUT_ATTRIBUTE, None)
    if put:
        waiting = _waiting(request)
        _store_waiting(request, [m for m in waiting if m.id not in put])


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
        _store_waiting(request, _waiting(request) + arrived)


def _keep_over_log_out(request: HttpRequest, message_id: str) -> None:
    """Keep a message when this request flushes the session, as Django's messages are.

    The messages of earlier requests are gone: the next user must not see them. The
    session remembers what to keep: frameworks wrap the request, but share its session.
    """
    session = _session(request)
    put: set[str] = vars(session).setdefault(_PUT_ATTRIBUTE, set())
    put.add(message_id)
    if len(put) > 1:
        return
    flush = session.flush
    aflush: Any = getattr(session, "aflush", None)

    def kept() -> tuple[Message, ...]:
        return tuple(m for m in _waiting(request) if m.id in put)

    def flush_and_keep() -> None:
        messages = kept()
        flush()
        _store_waiting(request, messages)

    async def aflush_and_keep() -> None:
        messages = kept()
        await aflush()
        _store_waiting(request, messages)

    session.flush = flush_and_keep
    if aflush is not None:
        session.aflush = aflush_and_keep


def _shown_flash(request: HttpRequest) -> Flash | None:
    """Return the flash that the page of a request shows, None if it must wait."""
    live, collected = _bound_flash(request), collected_flash.collected_by(request)
    if live is not None or collected is None:
        return live
    _session(request)  # a redirect needs it
    return collected.flash


def _bound_flash(request: HttpRequest) -> Flash | None:
    flash: Flash | None = getattr(request, _FLASH_ATTRIBUTE, None)
    return flash


def _waiting(request: HttpRequest) -> tuple[Message, ...]:
    return serialization.load(_session(request).get(_SESSION_KEY, ()))


def _store_waiting(request: HttpRequest, messages: Iterable[Message]) -> None:
    session = _session(request)
    if stored := serialization.dump(messages):
        session[_SESSION_KEY] = stored
    elif _SESSION_KEY in session:
        del session[_SESSION_KEY]


def _session(request: HttpRequest) -> Any:
    session = getattr(request, "session", None)
    if session is None:
        msg = (
            "put_flash(request, …) and clear_flash(request) use the visitor's session: "
            "add 'django.contrib.sessions.middleware.SessionMiddleware' to MIDDLEWARE."
        )
        raise ImproperlyConfigured(msg)
    return session
