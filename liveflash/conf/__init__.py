"""The settings of liveflash, read on use."""

import os
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.module_loading import import_string

from liveflash.conf.limits import (
    event_burst,
    event_rate,
    flash_limits,
    heartbeat_timeout,
    join_timeout,
    max_async,
    max_event_size,
    max_flash_messages,
    max_flash_size,
    max_form_size,
    max_frame_size,
    max_joins,
    max_mailbox,
    max_mailbox_size,
    max_topics,
    send_burst,
    send_rate,
)
from liveflash.conf.reading import read

SIGNED_COOKIES = "django.contrib.sessions.backends.signed_cookies"
CACHE = "django.contrib.sessions.backends.cache"
SKINS = ("plain", "bootstrap", "daisyui")
PLAIN_PAGES = ("users", "all", "none")
DEFAULT_SOCKET_PATH = "/live"
TIMEOUTS = {"debug": 8, "info": 8, "success": 8, "warning": 12}

__all__ = [
    "event_burst",
    "event_rate",
    "flash_limits",
    "heartbeat_timeout",
    "join_timeout",
    "max_async",
    "max_event_size",
    "max_flash_messages",
    "max_flash_size",
    "max_form_size",
    "max_frame_size",
    "max_joins",
    "max_mailbox",
    "max_mailbox_size",
    "max_topics",
    "send_burst",
    "send_rate",
]


def socket_path() -> str:
    """Return the path of the socket, below the script prefix (path).

    Default: "/live". The client appends "/websocket".
    """
    path: str = read("SOCKET_PATH", DEFAULT_SOCKET_PATH)
    return path


def socket_route() -> str:
    """Return the route of the socket, for a URLconf."""
    return f"{socket_path().strip('/')}/websocket"


def handler_timeout() -> float | None:
    """Return the time that a turn of a view may take, or None for no limit (seconds).

    Default: None. A turn is an event with its callback and render; a view that exceeds
    the limit crashes and is joined again.
    """
    seconds: float | None = read("HANDLER_TIMEOUT", None)
    return seconds


def session_check() -> float:
    """Return the interval between checks that a page's session is valid (seconds).

    Default: 60. With 0 the session is checked before every event.
    """
    return float(read("SESSION_CHECK", 60))


def callback_context() -> Callable[[Any], AbstractContextManager[Any]] | None:
    """Return the context manager around the work for a page (dotted path).

    Default: None. It is called with the page's request and entered around every
    callback, render, session and inbox access, in the thread that does it. Without a
    request, around a push, it is called with None. It may yield a string: pushes and
    broadcasts reach only pages with the same one.
    """
    path: str | None = read("CALLBACK_CONTEXT", None)
    found: Callable[[Any], AbstractContextManager[Any]] | None
    found = None if path is None else import_string(path)
    return found


def action_handler() -> Callable[[Any, dict[str, Any]], Any] | None:
    """Return the function for the actions that no view handles (dotted path).

    Default: None. It is called with the request and a payload: the "event" and the
    "value" of the action, and the "id" of the message. It may put messages, and returns
    None or a redirect that the page follows.
    """
    path: str | None = read("ACTIONS", None)
    found: Callable[[Any, dict[str, Any]], Any] | None
    found = None if path is None else import_string(path)
    return found


def threads() -> int:
    """Return the number of threads for sync callbacks, renders and joins (count).

    Default: the number of CPUs plus 4, but at most 32, for each process. There are as
    many again for ``start_async``.
    """
    return int(read("THREADS", min(32, (os.cpu_count() or 1) + 4)))


def flash_age() -> int:
    """Return the time for which a page's messages are stored (seconds).

    Default: 3600. A page that reconnects later starts without them.
    """
    return int(read("FLASH_AGE", 3600))


def transfer_age() -> int:
    """Return the time in which a message must reach the next page (seconds).

    It is 60, like the lifetime of the client's cookie.
    """
    return 60


def inbox_age() -> int:
    """Return the time for which a pushed message waits for the next page (seconds).

    Default: 14 days. Then the message is removed.
    """
    return int(read("INBOX_AGE", 14 * 24 * 3600))


def inbox_size() -> int:
    """Return the number of messages that wait for one recipient at most (count).

    Default: 100. A new message replaces the oldest. Recipients are each user, each
    session, and everyone.
    """
    return int(read("INBOX_SIZE", 100))


def inbox_check() -> float:
    """Return the interval at which a process looks into the inbox (seconds).

    Default: 10, and 1 with DEBUG. This delivers to open pages what the channel layer
    did not, such as a push from the shell where there is no Redis.
    """
    return float(read("INBOX_CHECK", 1 if settings.DEBUG else 10))


def keep_age() -> float:
    """Return the time for which a kept message is stored (seconds).

    Default: 90 days. Then the message is removed.
    """
    return float(read("KEEP_AGE", 90 * 24 * 3600))


def keep_size() -> int:
    """Return the number of messages that one user keeps at most (count).

    Default: 10000. A new message replaces the oldest.
    """
    return int(read("KEEP_SIZE", 10_000))


def page_age() -> int:
    """Return the time after its render in which a page may be joined (seconds)."""
    return settings.SESSION_COOKIE_AGE


def session_engine() -> str:
    """Return the module of the session engine that stores messages (dotted path).

    Default: SESSION_ENGINE. A socket cannot write signed cookies: with that engine the
    messages are stored in the cache.
    """
    engine: str = read("SESSION_ENGINE", settings.SESSION_ENGINE)
    return CACHE if engine == SIGNED_COOKIES else engine


def bridges_messages() -> bool:
    """Return whether pages show Django's own messages as flash (boolean).

    Default: True if ``django.contrib.messages`` is installed.
    """
    return bool(read("MESSAGES", apps.is_installed("django.contrib.messages")))


def plain_pages() -> str:
    """Return who gets a socket on pages that are not live (name).

    Default: "users", or "none" without an ASGI_APPLICATION. "users" are the visitors
    who are logged in, "all" is every visitor, "none" is no visitor. The tag's option
    ``live`` overrides it on its page.
    """
    has_server = bool(getattr(settings, "ASGI_APPLICATION", None))
    pages: str = read("PLAIN_PAGES", "users" if has_server else "none")
    return pages


def marks_requests() -> bool:
    """Return whether to mark every same-origin request of fetch and XHR (boolean).

    Default: False. FlashMiddleware sends the messages of marked requests. Those of
    htmx, Turbo and Unpoly are marked anyway, and those with ``liveflash.headers()``.
    """
    return bool(read("FETCH", default=False))


def timeouts() -> Mapping[str, float]:
    """Return the time for which messages of each level are shown (seconds by level).

    Default: 8 for "debug", "info" and "success", 12 for "warning". Messages of any
    other level stay until they are dismissed.
    """
    timeouts: Mapping[str, float] = read("TIMEOUTS", TIMEOUTS)
    return timeouts


def skin() -> str:
    """Return the design system that styles messages (name).

    Default: "plain". The others are "bootstrap" and "daisyui".
    """
    skin: str = read("SKIN", SKINS[0])
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
