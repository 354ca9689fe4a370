"""The settings of liveflash, read where they are used and never kept."""

import os
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.conf import settings

SIGNED_COOKIES = "django.contrib.sessions.backends.signed_cookies"
CACHE = "django.contrib.sessions.backends.cache"
SKINS = ("plain", "bootstrap", "daisyui")
TIMEOUTS = {"debug": 8, "info": 8, "success": 8, "warning": 12}


def _read(name: str, default: Any) -> Any:
    return getattr(settings, f"LIVEFLASH_{name}", default)


def max_frame_size() -> int:
    """Largest frame that is read from a socket, in characters."""
    return int(_read("MAX_FRAME_SIZE", 64 * 1024))


def threads() -> int:
    """How many plain callbacks, renders and joins run side by side in one process."""
    return int(_read("THREADS", min(32, (os.cpu_count() or 1) + 4)))


def flash_age() -> int:
    """Seconds that a page's messages are kept for a reconnect."""
    return int(_read("FLASH_AGE", 3600))


def travel_age() -> int:
    """Seconds that a message has to arrive with the next page: those of the client."""
    return 60


def inbox_age() -> int:
    """Seconds that a message waits for its user's next page."""
    return int(_read("INBOX_AGE", 14 * 24 * 3600))


def inbox_size() -> int:
    """How many messages wait for one user at most; the oldest give way."""
    return int(_read("INBOX_SIZE", 100))


def page_age() -> int:
    """Seconds that a page may be joined after it was rendered."""
    return settings.SESSION_COOKIE_AGE


def session_engine() -> str:
    """Module of the session engine that stores messages.

    The project's own, except that signed cookies store nothing from a socket and give
    way to the cache.
    """
    engine: str = _read("SESSION_ENGINE", settings.SESSION_ENGINE)
    return CACHE if engine == SIGNED_COOKIES else engine


def bridges_messages() -> bool:
    """Whether Django's messages are shown as flash: where its messages app is there."""
    return bool(_read("MESSAGES", apps.is_installed("django.contrib.messages")))


def timeouts() -> Mapping[str, float]:
    """Seconds that a message of a level is shown; of a level not named it stays."""
    timeouts: Mapping[str, float] = _read("TIMEOUTS", TIMEOUTS)
    return timeouts


def skin() -> str:
    """The design system that messages are dressed for, one of SKINS."""
    skin: str = _read("SKIN", SKINS[0])
    return skin


def secret_keys() -> list[str]:
    """The keys that signatures are read with, the one that signs first."""
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


def debug() -> bool:
    """Whether the log may hold what a visitor sent."""
    return settings.DEBUG
