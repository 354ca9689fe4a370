"""The settings of liveflash, read where they are used and never kept.

Kept is only which of them a project sets, until Django tells of a change: to ask for
one that is not set takes ten times as long.
"""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.signals import setting_changed
from django.dispatch import receiver

SIGNED_COOKIES = "django.contrib.sessions.backends.signed_cookies"
CACHE = "django.contrib.sessions.backends.cache"
SKINS = ("plain", "bootstrap", "daisyui")
TIMEOUTS = {"debug": 8, "info": 8, "success": 8, "warning": 12}


def _read(name: str, default: Any) -> Any:
    setting = f"LIVEFLASH_{name}"
    return getattr(settings, setting, default) if _is_set(setting) else default


@cache
def _is_set(setting: str) -> bool:
    return hasattr(settings, setting)


@receiver(setting_changed)
def _forget_what_is_set(**_signal: Any) -> None:
    _is_set.cache_clear()


def max_frame_size() -> int:
    """Largest frame that is read from a socket, in characters."""
    return int(_read("MAX_FRAME_SIZE", 64 * 1024))


def max_depth() -> int:
    """How deep the JSON of a frame may nest, itself included."""
    return int(_read("MAX_DEPTH", 64))


def max_topics() -> int:
    """How many topics of one socket are served at once."""
    return int(_read("MAX_TOPICS", 16))


def max_joins() -> int:
    """How many joins one socket may ask for in its life."""
    return int(_read("MAX_JOINS", 1000))


def max_mailbox() -> int:
    """How much may wait for the handlers of one topic."""
    return int(_read("MAX_MAILBOX", 256))


def max_mailbox_size() -> int:
    """Return how many bytes of one socket's frames may wait for its handlers."""
    return int(_read("MAX_MAILBOX_SIZE", 1024 * 1024))


def send_rate() -> float:
    """Return the bytes per second that are sent to one socket after a burst."""
    return float(_read("SEND_RATE", 256 * 1024))


def send_burst() -> int:
    """Return the bytes that are sent to one socket without delay."""
    return int(_read("SEND_BURST", 4 * 1024 * 1024))


def join_timeout() -> float:
    """Return the seconds after which a socket without a joined page is closed."""
    return float(_read("JOIN_TIMEOUT", 30))


def heartbeat_timeout() -> float:
    """Return the seconds of silence after which a socket is closed.

    The official client sends a heartbeat every 30 seconds.
    """
    return float(_read("HEARTBEAT_TIMEOUT", 60))


def event_rate() -> float:
    """Return how many frames per second one socket may send in the long run."""
    return float(_read("EVENT_RATE", 100))


def event_burst() -> int:
    """Return how many frames one socket may send at once."""
    return int(_read("EVENT_BURST", 200))


def max_flash_messages() -> int:
    """How many messages one page shows; the oldest give way."""
    return int(_read("MAX_FLASH_MESSAGES", 100))


def max_flash_size() -> int:
    """How large the messages of one page may be together, in bytes as stored."""
    return int(_read("MAX_FLASH_SIZE", 64 * 1024))


def flash_limits() -> dict[str, int]:
    """What one page's ``Flash`` may hold."""
    return {"max_messages": max_flash_messages(), "max_bytes": max_flash_size()}


def handler_timeout() -> float | None:
    """Seconds that a turn of a view may take; None where it may take any time."""
    seconds: float | None = _read("HANDLER_TIMEOUT", None)
    return seconds


def session_check() -> float:
    """Seconds between looks at whether a page's session still holds.

    0 has it looked at before every event.
    """
    return float(_read("SESSION_CHECK", 60))


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


def inbox_check() -> float:
    """Seconds after which a process looks for what waits for the users it serves."""
    return float(_read("INBOX_CHECK", 10))


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
