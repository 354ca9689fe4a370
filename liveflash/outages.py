"""Outages of what a process depends on, each of which the log tells of once."""

import threading


class Outage:
    """Whether something is away, as far as this process knows.

    Its threads ask side by side, and an answer may come late: one to a question that
    was asked before the last change says nothing of the time since. So whoever asks
    notes ``changes`` before, and tells it with the answer.
    """

    def __init__(self) -> None:
        self.is_on = False
        self.changes = 0
        self._lock = threading.Lock()

    def begins(self, asked: int) -> bool:
        """A question had no answer; whether that is news."""
        return self._turn(asked, is_on=True)

    def ends(self, asked: int) -> bool:
        """A question had an answer; whether that is news."""
        return self._turn(asked, is_on=False)

    def _turn(self, asked: int, *, is_on: bool) -> bool:
        with self._lock:
            is_news = asked == self.changes and is_on != self.is_on
            if is_news:
                self.is_on = is_on
                self.changes += 1
            return is_news
