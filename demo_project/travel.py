"""Messages that arrive with the next page, live or plain."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import ParseResult

from django.http import QueryDict
from django.urls import reverse

from liveflash import LiveView, LiveViewSocket

STOP = re.compile(r"[0-9]{1,4}")


@dataclass
class Context:
    """The variables of the template."""

    stop: int = 1


class TravelLiveView(LiveView[Context]):
    """Put a message and leave, in every possible way."""

    template_name = "travel.html"

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Set the title of the tab."""
        socket.context = Context()
        socket.live_title = "Travel"

    async def handle_params(
        self, url: ParseResult, params: QueryDict, socket: LiveViewSocket[Context]
    ) -> None:
        """Read the stop from the URL, as in ``/travel/?stop=2``."""
        stop = params.get("stop", "")
        socket.context.stop = int(stop) if STOP.fullmatch(stop) else 1

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Context]
    ) -> None:
        """Put a message and navigate."""
        match event:
            case "patch":
                socket.put_flash("success", "Put just before push_patch.")
                socket.push_patch(reverse("travel"), {"stop": socket.context.stop + 1})
            case "navigate":
                socket.put_flash("success", "Put just before push_navigate.")
                socket.push_navigate(reverse("arrival"))
            case "replace":
                socket.put_flash("success", "Put just before replace_navigate.")
                socket.replace_navigate(reverse("arrival"))
            case "redirect":
                socket.put_flash("success", "Put just before redirect.")
                live = payload.get("to") == "live"
                socket.redirect(reverse("arrival" if live else "plain"))


class ArrivalLiveView(LiveView[dict[str, Any]]):
    """The live page to arrive at."""

    template_name = "arrival.html"

    async def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        """Set the title of the tab."""
        socket.live_title = "Arrival"
