"""The ASGI application: Django serves HTTP, liveflash serves WebSockets."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

from liveflash.routing import websocket_urlpatterns

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "demo_project.settings")

application = ProtocolTypeRouter(
    {
        "http": get_asgi_application(),
        "websocket": URLRouter(websocket_urlpatterns),
    }
)
