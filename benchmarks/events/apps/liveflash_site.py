"""The page as a liveflash view, and as a plain Django view."""

import asyncio
import gc
import os
from dataclasses import asdict
from typing import Any

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from benchmarks.events.apps import content, site, telemetry

DOCUMENT = content.document(
    load="liveflash",
    head="{% liveflash_scripts %}",
    body="{% live %}{page}{% endlive %}",
)
STACK = content.document(
    load="liveflash",
    head="{% liveflash_scripts %}",
    body="{% liveflash live=True %}{page}",
)
APPS = ["template_partials"] if django.VERSION < (6,) else []
if "BENCH_TELEMETRY" in os.environ:
    telemetry.start()
    APPS.append("liveflash.contrib.otel")
settings.configure(
    **site.settings(
        __name__,
        "liveflash",
        *APPS,
        processors=("liveflash.context_processors.flash",),
        templates={"document.html": DOCUMENT, "stack.html": STACK},
    )
)
http = get_asgi_application()

from liveflash import LiveView, LiveViewSocket  # noqa: E402
from liveflash.push import pubsub  # noqa: E402
from liveflash.routing import websocket_urlpatterns  # noqa: E402


class SettingsView(LiveView[content.Context]):
    """A view with events that put and clear a message."""

    template_name = "document.html"

    async def mount(
        self, socket: LiveViewSocket[content.Context], _session: Any
    ) -> None:
        """Set a context with the number of rows in the URL."""
        socket.context = content.context(self.kwargs["rows"])

    async def handle_event(
        self, event: str, _payload: Any, socket: LiveViewSocket[content.Context]
    ) -> None:
        """Put or clear the message."""
        match event:
            case "put":
                socket.put_flash("info", content.MESSAGE)
            case "clear":
                socket.clear_flash("info")


class ListeningView(SettingsView):
    """The same view with a subscription to a topic."""

    async def mount(
        self, socket: LiveViewSocket[content.Context], session: Any
    ) -> None:
        """Subscribe."""
        await super().mount(socket, session)
        socket.subscribe("all")


async def left(_request: HttpRequest) -> HttpResponse:
    """Return the number of tasks, views and listeners of topics as JSON."""
    gc.collect()
    views = sum(issubclass(type(each), SettingsView) for each in gc.get_objects())
    hub = pubsub._hub_of_loop()  # noqa: SLF001 - to look inside
    listeners = sum(len(group.listeners) for group in hub._groups.values())  # noqa: SLF001
    tasks = len(asyncio.all_tasks())
    return JsonResponse({"tasks": tasks, "views": views, "listeners": listeners})


def plain(request: HttpRequest) -> HttpResponse:
    """Render the page without a live view."""
    return render(request, "document.html", asdict(content.context()))


def stack(request: HttpRequest) -> HttpResponse:
    """Render the page without a live view, with a connected message stack."""
    return render(request, "stack.html", asdict(content.context()))


urlpatterns = [
    path("settings/<int:rows>/", SettingsView.as_view()),
    path("listening/<int:rows>/", ListeningView.as_view()),
    path("left/", left),
    path("plain/", plain),
    path("stack/", stack),
]
application = ProtocolTypeRouter(
    {"http": http, "websocket": URLRouter(websocket_urlpatterns)}
)
