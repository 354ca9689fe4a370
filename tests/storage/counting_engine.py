"""A session engine that counts the calls to another one: ``COUNTED_ENGINE``."""

import threading
from collections import Counter
from importlib import import_module
from typing import Any

from django.conf import settings

asked: Counter[str] = Counter()

# Closed, it holds up every write. ``begun`` tells that one has begun.
gate = threading.Event()
gate.set()
begun = threading.Event()


def SessionStore(session_key: str | None = None) -> Any:  # noqa: N802 - Django's name
    """A store of the counted engine."""
    engine: str = getattr(settings, "COUNTED_ENGINE")  # noqa: B009 - not Django's
    return _counting(import_module(engine).SessionStore)(session_key)


def _counting(store: Any) -> Any:
    class Counting(store):  # type: ignore[misc]
        def load(self) -> Any:
            asked["reads"] += 1
            return super().load()

        def save(self, must_create: bool = False) -> None:
            asked["writes"] += 1
            begun.set()
            assert gate.wait(10)
            super().save(must_create)

        def delete(self, session_key: str | None = None) -> None:
            asked["deletes"] += 1
            super().delete(session_key)

    return Counting
