"""Handlers for ``LIVEFLASH_ACTIONS``."""

from typing import Any

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from liveflash import put_flash

# What the handlers have received, for the test that clears it first.
received: list[dict[str, Any]] = []


def handle(request: HttpRequest, payload: dict[str, Any]) -> HttpResponse | None:
    """Do what the name of the event says."""
    received.append(payload)
    match payload["event"]:
        case "undo":
            put_flash(request, "info", f"Undone: {payload['value'].get('id')}.")
        case "go":
            put_flash(request, "info", "Gone.")
            return HttpResponseRedirect(payload["value"].get("to", "/plain/"))
        case "fail":
            raise RuntimeError("told to")
        case "page":
            return HttpResponse("a page")
    return None


async def ahandle(request: HttpRequest, payload: dict[str, Any]) -> HttpResponse | None:
    """Do the same, in async code."""
    return await sync_to_async(handle)(request, payload)
