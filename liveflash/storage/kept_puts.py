"""The messages that a request puts with ``keep=True``, until its response is known."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from liveflash.flash import kept_changes
from liveflash.flash.flash import Flash
from liveflash.flash.kept_changes import NO_CHANGES, Changes, KeptChange

_ATTRIBUTE = "_liveflash_kept"


def start(request: HttpRequest) -> None:
    """Collect what ``request`` puts for its user to keep."""
    setattr(request, _ATTRIBUTE, {})


def check(request: HttpRequest, options: Mapping[str, Any]) -> None:
    """Raise ImproperlyConfigured if a message to keep could not be stored.

    ``options`` are those of the message.
    """
    if options.get("keep") and _collected(request) is None:
        msg = (
            "put_flash(request, …, keep=True) needs the middleware that stores it: add "
            "'liveflash.middleware.FlashMiddleware' to MIDDLEWARE."
        )
        raise ImproperlyConfigured(msg)


def add(request: HttpRequest, flash: Flash) -> None:
    """Add what a request has changed in ``flash``."""
    changes, collected = kept_changes.take(flash), _collected(request)
    if changes and collected is not None:
        collected.update(kept_changes.merged(dict(collected), changes))


def has_any(request: HttpRequest) -> bool:
    """Return whether ``request`` has changed anything."""
    return bool(_collected(request))


def take(request: HttpRequest) -> Changes:
    """Remove and return what ``request`` has changed."""
    collected = _collected(request) or NO_CHANGES
    setattr(request, _ATTRIBUTE, None)
    return collected


def _collected(request: HttpRequest) -> dict[str, KeptChange] | None:
    """Return what was collected; frameworks wrap the request, but share the dict."""
    collected: dict[str, KeptChange] | None = getattr(request, _ATTRIBUTE, None)
    return collected
