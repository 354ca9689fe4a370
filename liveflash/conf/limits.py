"""The limits of a socket and of one page's messages, read on use."""

import math

from django.conf import global_settings, settings

from liveflash.conf.reading import read

DEFAULT_FRAME_SIZE = 64 * 1024


def max_frame_size() -> int:
    """Return the largest frame that is read from a socket (characters).

    Default: 65536, and for events 65536 more than DATA_UPLOAD_MAX_MEMORY_SIZE, the
    limit of a form; None there lifts it. A larger frame is not decoded.
    """
    return int(read("MAX_FRAME_SIZE", DEFAULT_FRAME_SIZE))


def max_event_size() -> float:
    """Return the largest event that is read from a socket; may be infinite."""
    form_size = max_form_size()
    largest = math.inf if form_size is None else form_size + DEFAULT_FRAME_SIZE
    return float(read("MAX_FRAME_SIZE", largest))


def max_form_size() -> int | None:
    """Return the largest URL-encoded form, as Django limits it; None for no limit."""
    size: int | None = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return size


def max_topics() -> int:
    """Return the number of topics that one socket may have joined at once (count).

    Default: 16. Further joins are refused.
    """
    return int(read("MAX_TOPICS", 16))


def max_joins() -> int:
    """Return the number of joins that one socket may send in its life (count).

    Default: 1000. Then the socket is closed, and the client opens another.
    """
    return int(read("MAX_JOINS", 1000))


def max_mailbox() -> int:
    """Return the number of items that may wait for the handlers of one topic (count).

    Default: 256. A topic with more crashes and is joined again.
    """
    return int(read("MAX_MAILBOX", 256))


def max_async() -> int:
    """Return the number of background jobs that one page may run at once (count).

    Default: 16. ``start_async`` and ``assign_async`` raise an error for one more.
    """
    return int(read("MAX_ASYNC", 16))


def max_mailbox_size() -> int:
    """Return the size of a socket's frames that may wait for its handlers (bytes).

    Default: 1 MiB, or twice the largest event if that is more. A socket with more is
    closed; a single frame may be larger.
    """
    largest = max_event_size()
    if largest == math.inf:
        largest = global_settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return int(read("MAX_MAILBOX_SIZE", max(1024 * 1024, 2 * largest)))


def send_rate() -> float:
    """Return the rate at which one socket is sent data after a burst (bytes/second).

    Default: 256 KiB.
    """
    return float(read("SEND_RATE", 256 * 1024))


def send_burst() -> int:
    """Return the amount of data that is sent to one socket without delay (bytes).

    Default: 4 MiB.
    """
    return int(read("SEND_BURST", 4 * 1024 * 1024))


def join_timeout() -> float:
    """Return the time in which a new socket must have joined a page (seconds).

    Default: 30. Then the socket is closed.
    """
    return float(read("JOIN_TIMEOUT", 30))


def heartbeat_timeout() -> float:
    """Return the silence after which a socket is closed (seconds).

    Default: 60. The official client sends a heartbeat every 30 seconds.
    """
    return float(read("HEARTBEAT_TIMEOUT", 60))


def event_rate() -> float:
    """Return the rate of frames that one socket may send in the long run (per second).

    Default: 100. A socket that exceeds rate and burst is closed.
    """
    return float(read("EVENT_RATE", 100))


def event_burst() -> int:
    """Return the number of frames that one socket may send at once (count).

    Default: 200.
    """
    return int(read("EVENT_BURST", 200))


def max_flash_messages() -> int:
    """Return the number of messages that one page has at most (count).

    Default: 100. A new message replaces the oldest.
    """
    return int(read("MAX_FLASH_MESSAGES", 100))


def max_flash_size() -> int:
    """Return the total size of one page's messages as stored (bytes).

    Default: 65536. A new message replaces the oldest; one that is larger by itself
    raises ValueError.
    """
    return int(read("MAX_FLASH_SIZE", 64 * 1024))


def flash_limits() -> dict[str, int]:
    """Return the limits of one page's ``Flash``, as keyword arguments."""
    return {"max_messages": max_flash_messages(), "max_bytes": max_flash_size()}
