"""A session engine on the database that can be made unavailable or full."""

import errno
import threading

from django.contrib.sessions.backends.db import SessionStore as Database
from django.db import OperationalError

away = threading.Event()
full = threading.Event()


class SessionStore(Database):
    """The database engine, with failures while ``away`` or ``full`` is set."""

    def load(self) -> dict[str, object]:
        if away.is_set():
            raise OperationalError("away")
        loaded: dict[str, object] = super().load()
        return loaded

    def save(self, must_create: bool = False) -> None:
        if full.is_set():
            raise OSError(errno.ENOSPC, "No space left on device")
        super().save(must_create)
