"""The page with django-liveview: a plain view whose handlers send the flash block."""

import re
from dataclasses import asdict
from typing import Any

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import path

from benchmarks.events.apps import content, site

FLASH = "\n".join(re.findall(r"^{% if flash.*$", content.settings_template(), re.M))
DOCUMENT = content.document(load="", head="", body="{page}").replace(
    FLASH, f'<div id="flash">{FLASH}</div>'
)
settings.configure(
    **site.settings(
        __name__,
        "channels",
        "liveview",
        templates={"document.html": DOCUMENT, "flash.html": FLASH},
    )
)
http = get_asgi_application()

from liveview import liveview_handler, send  # noqa: E402 - settings come first
from liveview.routing import get_liveview_urlpatterns  # noqa: E402


def show(request: HttpRequest) -> HttpResponse:
    """Show the page."""
    return render(request, "document.html", asdict(content.context()))


@liveview_handler("put")
def put(consumer: Any, _content: Any) -> None:
    """Send the block with a message."""
    _send_block(consumer, {"info": content.MESSAGE})


@liveview_handler("clear")
def clear(consumer: Any, _content: Any) -> None:
    """Send the block without one."""
    _send_block(consumer, {})


def _send_block(consumer: Any, flash: dict[str, str]) -> None:
    html = render_to_string("flash.html", {"flash": flash})
    send(consumer, {"target": "#flash", "html": html})


urlpatterns = [path("settings/20/", show)]
application = ProtocolTypeRouter(
    {
        "http": http,
        "websocket": AllowedHostsOriginValidator(URLRouter(get_liveview_urlpatterns())),
    }
)
