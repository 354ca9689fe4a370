"""A session engine on the database that can be away: ``away.set()``."""

import threading

from django.contrib.sessions.backends.db import SessionStore as Database
from django.db import OperationalError

away = threading.Event()


class SessionStore(Database):
    """Django's own, where it is not away."""

    def load(self) -> dict[str, object]:
        if away.is_set():
            raise OperationalError("away")
        loaded: dict[str, object] = super().load()
        return loaded
