"""Receivers of the signals of messages, for tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from queue import Queue
from typing import Any

from liveflash import deferred, signals
from liveflash.flash.flash_message import FlashMessage

SIGNALS = {
    "put": signals.flash_put,
    "shown": signals.flash_shown,
    "dismissed": signals.flash_dismissed,
    "expired": signals.flash_expired,
}


class Heard:
    """What the receivers of signals were called with, in order."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []

    def receive(self, name: str, **values: Any) -> None:
        """Note the call of a receiver."""
        assert values.pop("sender") is FlashMessage
        values.pop("signal")
        self.all.append({"name": name, **values})

    @property
    def lines(self) -> list[str]:
        """Name, key and reason of each signal, once the thread has sent them."""
        wait_for_signals()
        return [
            " ".join(
                filter(None, (each["name"], each["message"].key, each.get("reason")))
            )
            for each in self.all
        ]

    @property
    def users(self) -> set[str | None]:
        """The users of the messages."""
        wait_for_signals()
        return {each["user"] for each in self.all}

    def forget(self) -> None:
        """Forget what was heard so far."""
        wait_for_signals()
        self.all.clear()


def wait_for_signals() -> None:
    """Wait until the thread has done all that it had to do before."""
    done: Queue[None] = Queue()
    deferred.run(lambda: done.put(None))
    done.get(timeout=20)


@contextmanager
def hearing(*names: str) -> Iterator[Heard]:
    """Hear the signals of these names, or all."""
    heard, receivers = Heard(), []
    for name, signal in SIGNALS.items():
        if name in (names or SIGNALS):

            def receiver(_name: str = name, **values: Any) -> None:
                heard.receive(_name, **values)

            signal.connect(receiver, weak=False)
            receivers.append((signal, receiver))
    try:
        yield heard
    finally:
        wait_for_signals()
        for signal, receiver in receivers:
            signal.disconnect(receiver)
