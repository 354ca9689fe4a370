"""Keep responses with messages out of caches."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control


def prevent_caching(request: HttpRequest) -> None:
    """Keep the response to a request out of Django's cache and of HTTP caches.

    A template has no response. Django's cache middleware is told by the attribute that
    it sets itself, and the header is added when Django's messages are stored, which is
    the one step of every stack that gets both the request and the response.
    """
    skip_cache(request)
    storage: Any = getattr(request, "_messages", None)
    if storage is None:
        return
    update = storage.update

    def update_and_mark(response: HttpResponseBase) -> Any:
        patch_cache_control(response, private=True, no_store=True)
        return update(response)

    storage.update = update_and_mark


def skip_cache(request: HttpRequest) -> None:
    """Keep the response to a request out of Django's cache alone."""
    request._cache_update_cache = False  # type: ignore[attr-defined]  # noqa: SLF001
