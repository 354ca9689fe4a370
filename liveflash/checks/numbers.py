"""System checks of the numbers that limit a socket, a page or a turn."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import checks

COUNTS = (
    "MAX_FRAME_SIZE",
    "MAX_TOPICS",
    "MAX_JOINS",
    "MAX_MAILBOX",
    "MAX_MAILBOX_SIZE",
    "MAX_ASYNC",
    "SEND_BURST",
    "MAX_FLASH_MESSAGES",
    "MAX_FLASH_SIZE",
    "EVENT_BURST",
    "KEEP_SIZE",
)


def check_limits(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Report limits that are no numbers.

    E007: a limit is not a number of the required kind. Set it to the kind of
    number that the message names, such as a positive integer, or remove it.
    """
    return [
        message
        for name, is_valid, expected in _RULES
        if (message := _check_setting(name, is_valid, expected)) is not None
    ]


def _check_setting(
    name: str, is_valid: Callable[[Any], bool], expected: str
) -> checks.Error | None:
    setting = f"LIVEFLASH_{name}"
    if not hasattr(settings, setting) or is_valid(getattr(settings, setting)):
        return None
    return checks.Error(
        f"{setting} is {getattr(settings, setting)!r}; it must be {expected}.",
        hint=f"Set {setting} to {expected}, or remove it to use the default.",
        id="liveflash.E007",
    )


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and value is not True and value >= 1


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_rate(value: Any) -> bool:
    return _is_number(value) and value > 0


def _is_timeout(value: Any) -> bool:
    return value is None or _is_rate(value)


def _is_period(value: Any) -> bool:
    return _is_number(value) and value >= 0


_RULES = (
    *((name, _is_count, "an integer of 1 or more") for name in COUNTS),
    ("EVENT_RATE", _is_rate, "a number above 0"),
    ("SEND_RATE", _is_rate, "a number above 0"),
    ("JOIN_TIMEOUT", _is_rate, "a number of seconds above 0"),
    ("HEARTBEAT_TIMEOUT", _is_rate, "a number of seconds above 0"),
    ("HANDLER_TIMEOUT", _is_timeout, "a number of seconds above 0, or None"),
    ("KEEP_AGE", _is_rate, "a number of seconds above 0"),
    ("SESSION_CHECK", _is_period, "a number of seconds, 0 or more"),
)

CHECKS = (check_limits,)
