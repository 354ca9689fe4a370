"""Signals of what happens to messages, for code outside of the views.

Their receivers are called in a background thread, in order, after the reply or the
response. Each call is made at most once: it is lost if the process ends before it.

``sender`` is ``FlashMessage``, ``message`` is one, and ``user`` the primary key of its
user as text, or None. ``flash_dismissed`` has a ``reason`` too, "dismissed" or
"action".
"""

from collections.abc import Iterable
from typing import Any

from django.dispatch import Signal

from liveflash import callback_context, conf, deferred
from liveflash.flash.flash_message import TIMEOUT, EndedMessages, FlashMessage
from liveflash.flash.message import Message
from liveflash.telemetry import Telemetry
from liveflash.users import user_key_of

flash_put = Signal()
flash_shown = Signal()
flash_dismissed = Signal()
flash_expired = Signal()

_SIGNALS = {
    "put": flash_put,
    "shown": flash_shown,
    "dismissed": flash_dismissed,
    "expired": flash_expired,
}


def is_observed() -> bool:
    """Return whether a signal has receivers, or telemetry is on."""
    return Telemetry.recorder is not None or any(map(_has_receivers, _SIGNALS.values()))


def report_put(messages: Iterable[Message], user: str | None) -> None:
    """Report messages that were put."""
    for message in messages:
        _report("put", message, user)


def report_shown(messages: Iterable[Message], user: str | None) -> None:
    """Report messages that a page has."""
    for message in messages:
        _report("shown", message, user)


def report_ended(ended: EndedMessages, user: str | None) -> None:
    """Report messages that were dismissed or have expired."""
    for message, reason in ended.pairs:
        if reason == TIMEOUT:
            _report("expired", message, user)
        else:
            _report("dismissed", message, user, reason=reason)


class RequestReports:
    """Reports of the messages of an HTTP request, in its context."""

    def __init__(self, request: Any) -> None:
        self._request = request

    def put(self, messages: Iterable[Message]) -> None:
        """Report messages that the request has put."""
        self._report("put", messages)

    def shown(self, messages: Iterable[Message]) -> None:
        """Report messages that the response shows."""
        self._report("shown", messages)

    def _report(self, what: str, messages: Iterable[Message]) -> None:
        if not is_observed():
            return
        user, former = user_key_of(self._request), callback_context.current()
        if conf.callback_context() is not None:
            namespace = callback_context.namespace_here()
            callback_context.activate(self._request, namespace)
        try:
            for message in messages:
                _report(what, message, user)
        finally:
            callback_context.resume(former)


def _report(what: str, message: Message, user: str | None, **more: Any) -> None:
    recorder = Telemetry.recorder
    if recorder is not None:
        recorder.count_message(what, message.level)
    signal = _SIGNALS[what]
    if _has_receivers(signal):
        public = FlashMessage.of(message)
        # Django logs receivers that raise.
        values = {"message": public, "user": user, **more}
        deferred.run(lambda: signal.send_robust(FlashMessage, **values))


def _has_receivers(signal: Signal) -> bool:
    """Return whether a signal has receivers; usually its list is empty."""
    return bool(signal.receivers) and signal.has_listeners(FlashMessage)
