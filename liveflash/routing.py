"""The routes for Channels' ``URLRouter``."""

from django.urls import path

from liveflash.consumers import LiveConsumer

websocket_urlpatterns = [path("live/websocket", LiveConsumer.as_asgi())]
