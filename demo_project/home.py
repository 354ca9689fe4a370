"""The home page: one message of each kind at the click of a button."""

from dataclasses import dataclass
from typing import Any

from liveflash import LiveView, LiveViewSocket

PHOTO = {
    "title": "Photo deleted",
    "body": "“Lisbon, in the rain” is in the bin.",
    "action": {"label": "Undo", "event": "undo"},
}
STEP = 20


@dataclass
class Context:
    """The progress of the import, in percent."""

    percent: int = 0


class HomeLiveView(LiveView[Context]):
    """Put a message of each kind."""

    template_name = "home.html"

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Set the title of the tab."""
        socket.context = Context()
        socket.live_title = "Flash messages for live Django pages"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Context]
    ) -> None:
        """Put the message of the clicked button."""
        match event:
            case "save":
                socket.put_flash("success", "Settings saved.")
            case "fail":
                socket.put_flash("error", "The printer does not answer.")
            case "delete":
                socket.put_flash("info", PHOTO)
            case "undo":
                socket.put_flash("success", "The photo is back.")
            case "import":
                socket.context.percent = 0
                self.progress = socket.put_flash("import", "Importing…", level="info")
                socket.schedule_info_once("step", 0.6)

    async def handle_info(self, event: Any, socket: LiveViewSocket[Context]) -> None:
        """Continue the import and update its message."""
        socket.context.percent += STEP
        if socket.context.percent < 100:
            self.progress.update(f"Importing… {socket.context.percent} %")
            socket.schedule_info_once("step", 0.6)
        else:
            self.progress.update("1,204 rows imported.", level="success")
