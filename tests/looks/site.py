"""A live page in the dress of a design system, with the messages of a scene on it."""

from typing import Any

from liveflash import LiveView, LiveViewSocket
from tests.looks.scenes import SCENES

SKINS = ("plain", "bootstrap", "daisyui")


class LooksView(LiveView[dict[str, Any]]):
    """Show the messages that the address asks for: ``?skin=…&scene=…``.

    ``theme`` is light or dark, ``dir`` ltr or rtl, ``position`` and ``layout`` those of
    the tag, ``place`` stack or inline, ``template`` that of the tag; with ``history``
    or ``bell``, these are there.
    """

    template_name = "looks.html"

    async def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        asked = socket.request.GET
        name = asked.get("scene", "")
        self.scene = SCENES.get(name, [])
        socket.context = {
            "scene": name,
            "skin": asked.get("skin", "plain"),
            "theme": asked.get("theme", "light"),
            "dir": asked.get("dir", "ltr"),
            "position": asked.get("position", "top-end"),
            "layout": asked.get("layout", "list"),
            "inline": asked.get("place") == "inline",
            "history": "history" in asked,
            "bell": "bell" in asked,
            "template": asked.get("template", "liveflash/flash.html"),
            "keys": [key for key, _value, _options in self.scene],
        }
        if socket.connected:
            self.put(socket)

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[dict[str, Any]]
    ) -> None:
        match event:
            case "put":
                self.put(socket)
            case "clear":
                socket.clear_flash()

    def put(self, socket: LiveViewSocket[dict[str, Any]]) -> None:
        for key, value, options in self.scene:
            socket.put_flash(key, value, **{"timeout": float("inf"), **options})


class PicturesView(LooksView):
    """Show the messages of a picture of the documentation."""

    template_name = "pictures.html"
