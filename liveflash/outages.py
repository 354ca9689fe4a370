"""Outages of a database or channel layer, each logged once per process."""

import threading

from liveflash.telemetry import Telemetry


class Outage:
    """The state of one service, as far as this process knows.

    ``service`` is its name for telemetry.

    Threads call the service at the same time and may report late. A report about a call
    that began before the last change is ignored: note ``changes`` before each call, and
    pass it with the result.
    """

    def __init__(self, service: str = "") -> None:
        self._service = service
        self.is_on = False
        self.changes = 0
        self._lock = threading.Lock()

    def record_failure(self, changes: int) -> bool:
        """Record a failed call; return True if that begins an outage."""
        return self._switch(changes, is_on=True)

    def record_success(self, changes: int) -> bool:
        """Record a successful call; return True if that ends an outage."""
        return self._switch(changes, is_on=False)

    def _switch(self, changes: int, *, is_on: bool) -> bool:
        with self._lock:
            has_changed = changes == self.changes and is_on != self.is_on
            if has_changed:
                self.is_on = is_on
                self.changes += 1
        if has_changed and is_on and Telemetry.recorder is not None:
            Telemetry.recorder.count_outage(self._service)
        return has_changed
