"""The buttons of messages on pages without a live view: see LIVEFLASH_ACTIONS."""

from typing import Any

from django.http import HttpRequest

from liveflash import put_flash


def run(request: HttpRequest, payload: dict[str, Any]) -> None:
    """Handle a click on the button of a message."""
    match payload:
        case {"event": "undo"}:
            put_flash(request, "success", "The photo is back.")
