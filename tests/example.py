"""The documented view of pyview, with the name of its template."""

from dataclasses import dataclass
from liveflash import LiveView, LiveViewSocket


@dataclass
class Context:
    name: str = ""


class SettingsLiveView(LiveView[Context]):
    template_name = "settings.html"

    async def mount(self, socket: LiveViewSocket[Context], session):
        socket.context = Context()

    async def handle_event(self, event, payload, socket):
        if event == "save":
            name = payload.get("name", "").strip()
            if not name:
                socket.put_flash("error", "Name cannot be blank.")
                return
            socket.context.name = name
            socket.put_flash("info", "Settings saved.")
