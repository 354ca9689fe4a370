"""System checks of the order of MIDDLEWARE."""

from typing import Any

from django.conf import settings
from django.core import checks
from django.utils.module_loading import import_string

OUTER = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
FLASH_MIDDLEWARE = "liveflash.middleware.FlashMiddleware"


def check_flash_middleware(**_kwargs: Any) -> list[checks.CheckMessage]:
    """E013: FlashMiddleware is listed before middleware that it needs."""
    listed = list(settings.MIDDLEWARE)
    if FLASH_MIDDLEWARE not in listed:
        return []
    following = listed[listed.index(FLASH_MIDDLEWARE) + 1 :]
    late = [path for path in following if _is_outer(path)]
    if not late:
        return []
    return [
        checks.Error(
            f"{FLASH_MIDDLEWARE!r} is listed in MIDDLEWARE before "
            f"{', '.join(map(repr, late))}: messages of responses to htmx, Turbo, "
            "Unpoly and fetch are lost or shown twice.",
            hint=(
                f"Move {FLASH_MIDDLEWARE!r} below the middleware of sessions, users "
                "and messages, at best to the end of MIDDLEWARE."
            ),
            id="liveflash.E013",
        )
    ]


def _is_outer(path: str) -> bool:
    """Return whether a middleware is one that must be listed first, or extends it."""
    try:
        found = import_string(path)
    except ImportError:  # Django reports it
        return False
    classes = found.__mro__ if isinstance(found, type) else ()
    return any(f"{each.__module__}.{each.__qualname__}" in OUTER for each in classes)


CHECKS = (check_flash_middleware,)
