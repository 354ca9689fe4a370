"""Messages with values of every kind."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from liveflash import LiveView, LiveViewSocket


@dataclass(frozen=True)
class Receipt:
    """A class of the application."""

    number: int
    total: Decimal
    paid_on: date


LONG_TEXT = (
    "The import is done. 1,204 rows were read, 1,187 of them are new, 12 replaced an "
    "older entry, and 5 were left out because their postcode is not one that we know. "
    "Nothing has been sent to anyone yet: look through the list, correct what needs "
    "correcting, and publish it when you are content. The original file is kept for "
    "thirty days as quarterly-customers-north-and-south-final-version-2-corrected.csv."
)

MESSAGES: dict[str, dict[str, Any]] = {
    "string": {"info": "Settings saved."},
    "dict": {
        "error": {
            "title": "Please check these fields",
            "fields": ["Name", "E-mail address", "Postcode"],
        }
    },
    "dataclass": {"success": Receipt(1042, Decimal("59.90"), date(2026, 3, 14))},
    "long": {"info": LONG_TEXT},
    "markup": {"warning": "<b>Bold?</b> <script>alert('No.')</script>"},
    "several": {
        "info": "A new version is ready.",
        "success": "Your changes are published.",
        "warning": "Your trial ends in three days.",
        "error": "The printer does not answer.",
        "debug": "The query took 12 ms.",
    },
}


class GalleryLiveView(LiveView[dict[str, Any]]):
    """Put the messages of the clicked button."""

    template_name = "gallery.html"

    async def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        """Set the title of the tab."""
        socket.live_title = "Gallery"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[dict[str, Any]]
    ) -> None:
        """Put the messages of a button, or clear them all."""
        match event:
            case "own-key":
                socket.put_flash("upload", "photo.jpg is stored.", level="success")
            case "clear":
                socket.clear_flash()
            case _:
                for key, value in MESSAGES[event].items():
                    socket.put_flash(key, value)
