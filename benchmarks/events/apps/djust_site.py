"""The page as two djust views: flash in the template, and flash as a client command."""

import logging
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.urls import path

from benchmarks.events.apps import content, site

NO_LIMIT = 1_000_000
DOCUMENT = content.document(
    load="live_tags", head="{% djust_client_config %}", body="<div dj-root>{page}</div>"
)
settings.configure(
    **site.settings(
        __name__, "channels", "djust", templates={"document.html": DOCUMENT}
    ),
    LIVEVIEW_ALLOWED_MODULES=[__name__],
    DJUST_STATE_BACKEND="memory",
    LIVEVIEW_CONFIG={
        "rate_limit": {
            "rate": NO_LIMIT,
            "burst": NO_LIMIT,
            "max_connections_per_ip": NO_LIMIT,
        }
    },
)
http = get_asgi_application()
# It warns that its state is stored in this process.
logging.getLogger("djust").setLevel(logging.ERROR)

from djust import LiveView, event_handler  # noqa: E402 - settings come first
from djust.websocket import LiveViewConsumer  # noqa: E402


class TemplateView(LiveView):  # type: ignore[misc]
    """A view with flash in its template, as in the other frameworks."""

    template_name = "document.html"

    def mount(self, _request: Any, **_kwargs: Any) -> None:
        """Set the variables of the template."""
        shown = content.context()
        self.name, self.email, self.city = shown.name, shown.email, shown.city
        self.rows = [vars(row) for row in shown.rows]
        self.flash: dict[str, str] = {}

    @event_handler
    def put(self) -> None:
        """Put the message."""
        self.flash = {"info": content.MESSAGE}

    @event_handler
    def clear(self) -> None:
        """Clear the message."""
        self.flash = {}


class CommandView(TemplateView):
    """A view with flash as a client command: nothing is rendered."""

    @event_handler
    def put(self) -> None:
        """Put the message."""
        self.put_flash("info", content.MESSAGE)

    @event_handler
    def clear(self) -> None:
        """Clear the message."""
        self.clear_flash("info")


urlpatterns = [
    path("template/", TemplateView.as_view()),
    path("command/", CommandView.as_view()),
]
application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AuthMiddlewareStack(
            URLRouter([path("ws/live/", LiveViewConsumer.as_asgi())])
        ),
    }
)
