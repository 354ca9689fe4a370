"""System checks of MIDDLEWARE."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.template.autoreload import get_template_directories
from django.utils.module_loading import import_string

OUTER = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
)
FLASH_MIDDLEWARE = "liveflash.middleware.FlashMiddleware"
BELL_TAG = b"{% liveflash_bell"


def check_flash_middleware(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Report a FlashMiddleware that is listed too early.

    E013: FlashMiddleware is listed before middleware that it needs. Move it to the end
    of MIDDLEWARE.
    """
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


def check_bell(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Report a bell that cannot load its messages.

    W006: FlashMiddleware, which answers the bell of a template, is missing. Add
    ``"liveflash.middleware.FlashMiddleware"`` to the end of MIDDLEWARE.
    """
    if any(_extends(path, (FLASH_MIDDLEWARE,)) for path in settings.MIDDLEWARE):
        return []
    path = next(filter(_has_bell, _template_paths()), None)
    if path is None:
        return []
    return [
        checks.Warning(
            f"The template {str(path)!r} has a {{% liveflash_bell %}}, which cannot "
            f"load its messages without {FLASH_MIDDLEWARE!r}.",
            hint=f"Add {FLASH_MIDDLEWARE!r} to the end of MIDDLEWARE.",
            id="liveflash.W006",
        )
    ]


def _template_paths() -> Iterator[Path]:
    """Yield the files in the directories of templates."""
    for directory in sorted(get_template_directories()):
        yield from (each for each in directory.rglob("*") if each.is_file())


def _has_bell(path: Path) -> bool:
    try:
        return BELL_TAG in path.read_bytes()
    except OSError:
        return False


def _is_outer(path: str) -> bool:
    """Return whether a middleware is one that must be listed first, or extends it."""
    return _extends(path, OUTER)


def _extends(path: str, names: Collection[str]) -> bool:
    """Return whether a middleware is a class of these names, or extends it."""
    try:
        found = import_string(path)
    except ImportError:  # Django reports it
        return False
    classes = found.__mro__ if isinstance(found, type) else ()
    return any(f"{each.__module__}.{each.__qualname__}" in names for each in classes)


CHECKS = (check_flash_middleware, check_bell)
