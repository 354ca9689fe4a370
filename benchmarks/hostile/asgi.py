"""The attacked site's ASGI application."""

import os
import sys
import threading

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

http = get_asgi_application()

from liveflash.routing import websocket_urlpatterns  # noqa: E402 - apps come first

application = ProtocolTypeRouter(
    {"http": http, "websocket": URLRouter(websocket_urlpatterns)}
)


def _exit_with_benchmark() -> None:
    """Exit when the benchmark, which holds the other end of standard input, is gone."""
    sys.stdin.buffer.read()
    os._exit(1)


threading.Thread(target=_exit_with_benchmark, daemon=True).start()
