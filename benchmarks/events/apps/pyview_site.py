"""The page as a pyview view."""

from typing import Any

from pyview import LiveView, LiveViewSocket, PyView
from pyview.template import LiveRender, RenderedContent
from pyview.template.live_template import template_file
from pyview.vendor import ibis

from benchmarks.events.apps import content

ibis.loader = ibis.loaders.FileLoader(str(content.TEMPLATE_DIR))
_template = template_file(str(content.TEMPLATE_DIR / content.TEMPLATE))


class SettingsView(LiveView[content.Context]):
    """A view with events that put and clear a message."""

    async def mount(
        self,
        socket: LiveViewSocket[content.Context],
        session: Any,  # noqa: ARG002 - called by name
    ) -> None:
        """Set the context."""
        socket.context = content.context()

    async def handle_event(
        self,
        event: str,
        payload: Any,  # noqa: ARG002 - called by name
        socket: LiveViewSocket[content.Context],
    ) -> None:
        """Put or clear the message."""
        match event:
            case "put":
                socket.put_flash("info", content.MESSAGE)
            case "clear":
                socket.clear_flash("info")

    async def render(self, assigns: content.Context, meta: Any) -> RenderedContent:
        """Render the common template."""
        return LiveRender(_template, assigns, meta)


application = PyView()
application.add_live_view("/settings/20/", SettingsView)
