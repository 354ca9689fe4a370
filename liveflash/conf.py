"""The settings of liveflash, read on use."""

import math
import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.apps import apps
from django.conf import global_settings, settings
from django.utils.module_loading import import_string

SIGNED_COOKIES = "django.contrib.sessions.backends.signed_cookies"
CACHE = "django.contrib.sessions.backends.cache"
SKINS = ("plain", "bootstrap", "daisyui")
DEFAULT_SOCKET_PATH = "/live"
DEFAULT_FRAME_SIZE = 64 * 1024
TIMEOUTS = {"debug": 8, "info": 8, "success": 8, "warning": 12}


def _read(name: str, default: Any) -> Any:
    return getattr(settings, f"LIVEFLASH_{name}", default)


def socket_path() -> str:
    """Return the path of the socket, below the script prefix (path).

    Default: "/live". The client appends "/websocket".
    """
    path: str = _read("SOCKET_PATH", DEFAULT_SOCKET_PATH)
    return path


def socket_route() -> str:
    """Return the route of the socket, for a URLconf."""
    return f"{socket_path().strip('/')}/websocket"


def max_frame_size() -> int:
    """Return the largest frame that is read from a socket (characters).

    Default: 65536, and for events 65536 more than DATA_UPLOAD_MAX_MEMORY_SIZE, the
    limit of a form; None there lifts it. A larger frame is not decoded.
    """
    return int(_read("MAX_FRAME_SIZE", DEFAULT_FRAME_SIZE))


def max_event_size() -> float:
    """Return the largest event that is read from a socket; may be infinite."""
    form_size = max_form_size()
    largest = math.inf if form_size is None else form_size + DEFAULT_FRAME_SIZE
    return float(_read("MAX_FRAME_SIZE", largest))


def max_form_size() -> int | None:
    """Return the largest URL-encoded form, as Django limits it; None for no limit."""
    size: int | None = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return size


def max_topics() -> int:
    """Return the number of topics that one socket may have joined at once (count).

    Default: 16. Further joins are refused.
    """
    return int(_read("MAX_TOPICS", 16))


def max_joins() -> int:
    """Return the number of joins that one socket may send in its life (count).

    Default: 1000. Then the socket is closed, and the client opens another.
    """
    return int(_read("MAX_JOINS", 1000))


def max_mailbox() -> int:
    """Return the number of items that may wait for the handlers of one topic (count).

    Default: 256. A topic with more crashes and is joined again.
    """
    return int(_read("MAX_MAILBOX", 256))


def max_mailbox_size() -> int:
    """Return the size of a socket's frames that may wait for its handlers (bytes).

    Default: 1 MiB, or twice the largest event if that is more. A socket with more is
    closed; a single frame may be larger.
    """
    largest = max_event_size()
    if largest == math.inf:
        largest = global_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return int(_read("MAX_MAILBOX_SIZE", max(1024 * 1024, 2 * largest)))


def send_rate() -> float:
    """Return the rate at which one socket is sent data after a burst (bytes/second).

    Default: 256 KiB.
    """
    return float(_read("SEND_RATE", 256 * 1024))


def send_burst() -> int:
    """Return the amount of data that is sent to one socket without delay (bytes).

    Default: 4 MiB.
    """
    return int(_read("SEND_BURST", 4 * 1024 * 1024))


def join_timeout() -> float:
    """Return the time in which a new socket must have joined a page (seconds).

    Default: 30. Then the socket is closed.
    """
    return float(_read("JOIN_TIMEOUT", 30))


def heartbeat_timeout() -> float:
    """Return the silence after which a socket is closed (seconds).

    Default: 60. The official client sends a heartbeat every 30 seconds.
    """
    return float(_read("HEARTBEAT_TIMEOUT", 60))


def event_rate() -> float:
    """Return the rate of frames that one socket may send in the long run (per second).

    Default: 100. A socket that exceeds rate and burst is closed.
    """
    return float(_read("EVENT_RATE", 100))


def event_burst() -> int:
    """Return the number of frames that one socket may send at once (count).

    Default: 200.
    """
    return int(_read("EVENT_BURST", 200))


def max_flash_messages() -> int:
    """Return the number of messages that one page has at most (count).

    Default: 100. A new message replaces the oldest.
    """
    return int(_read("MAX_FLASH_MESSAGES", 100))


def max_flash_size() -> int:
    """Return the total size of one page's messages as stored (bytes).

    Default: 65536. A new message replaces the oldest; one that is larger by itself
    raises ValueError.
    """
    return int(_read("MAX_FLASH_SIZE", 64 * 1024))


def flash_limits() -> dict[str, int]:
    """Return the limits of one page's ``Flash``, as keyword arguments."""
    return {"max_messages": max_flash_messages(), "max_bytes": max_flash_size()}


def handler_timeout() -> float | None:
    """Return the time that a turn of a view may take, or None for no limit (seconds).

    Default: None. A turn is an event with its callback and render; a view that exceeds
    the limit crashes and is joined again.
    """
    seconds: float | None = _read("HANDLER_TIMEOUT", None)
    return seconds


def session_check() -> float:
    """Return the interval between checks that a page's session is valid (seconds).

    Default: 60. With 0 the session is checked before every event.
    """
    return float(_read("SESSION_CHECK", 60))


def callback_context() -> Callable[[Any], AbstractContextManager[Any]] | None:
    """Return the context manager around the work for a page (dotted path).

    Default: None. It is called with the page's request and entered around every
    callback, render, session and inbox access, in the thread that does it. Without a
    request, around a push, it is called with None. It may yield a string: pushes and
    broadcasts reach only pages with the same one.
    """
    path: str | None = _read("CALLBACK_CONTEXT", None)
    found: Callable[[Any], AbstractContextManager[Any]] | None
    found = None if path is None else import_string(path)
    return found


def threads() -> int:
    """Return the number of threads for sync callbacks, renders and joins (count).

    Default: the number of CPUs plus 4, but at most 32, for each process.
    """
    return int(_read("THREADS", min(32, (os.cpu_count() or 1) + 4)))


def flash_age() -> int:
    """Return the time for which a page's messages are stored (seconds).

    Default: 3600. A page that reconnects later starts without them.
    """
    return int(_read("FLASH_AGE", 3600))


def transfer_age() -> int:
    """Return the time in which a message must reach the next page (seconds).

    It is 60, like the lifetime of the client's cookie.
    """
    return 60


def inbox_age() -> int:
    """Return the time for which a message waits for its user's next page (seconds).

    Default: 14 days. Then the message is removed.
    """
    return int(_read("INBOX_AGE", 14 * 24 * 3600))


def inbox_size() -> int:
    """Return the number of messages that wait for one user at most (count).

    Default: 100. A new message replaces the oldest.
    """
    return int(_read("INBOX_SIZE", 100))


def inbox_check() -> float:
    """Return the interval at which a process looks into the inbox (seconds).

    Default: 10. This delivers to open pages what the channel layer did not.
    """
    return float(_read("INBOX_CHECK", 10))


def page_age() -> int:
    """Return the time after its render in which a page may be joined (seconds)."""
    return settings.SESSION_COOKIE_AGE


def session_engine() -> str:
    """Return the module of the session engine that stores messages (dotted path).

    Default: SESSION_ENGINE. A socket cannot write signed cookies: with that engine the
    messages are stored in the cache.
    """
    engine: str = _read("SESSION_ENGINE", settings.SESSION_ENGINE)
    return CACHE if engine == SIGNED_COOKIES else engine


def bridges_messages() -> bool:
    """Return whether pages show Django's own messages as flash (boolean).

    Default: True if ``django.contrib.messages`` is installed.
    """
    return bool(_read("MESSAGES", apps.is_installed("django.contrib.messages")))


def timeouts() -> Mapping[str, float]:
    """Return the time for which messages of each level are shown (seconds by level).

    Default: 8 for "debug", "info" and "success", 12 for "warning". Messages of any
    other level stay until they are dismissed.
    """
    timeouts: Mapping[str, float] = _read("TIMEOUTS", TIMEOUTS)
    return timeouts


def skin() -> str:
    """Return the design system that styles messages (name).

    Default: "plain". The others are "bootstrap" and "daisyui".
    """
    skin: str = _read("SKIN", SKINS[0])
    return skin


def secret_keys() -> list[str]:
    """Return the keys that verify signatures; the first one also signs."""
    return [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]


def debug() -> bool:
    """Return whether the development aids are on.

    They show errors on the page, warn about likely mistakes, follow changed files, and
    log what a visitor sent.
    """
    return settings.DEBUG
