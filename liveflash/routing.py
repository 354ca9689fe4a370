"""Routes for the ``URLRouter`` of Channels."""

from django.urls import path

from liveflash.conf import SOCKET_PATH
from liveflash.consumers import LiveConsumer

websocket_urlpatterns = [path(SOCKET_PATH, LiveConsumer.as_asgi())]
