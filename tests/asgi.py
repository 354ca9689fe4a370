"""The tests' server."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
http = ASGIStaticFilesHandler(get_asgi_application())

from liveflash.routing import websocket_urlpatterns  # noqa: E402 - apps come first

application = ProtocolTypeRouter(
    {"http": http, "websocket": URLRouter(websocket_urlpatterns)}
)
