"""The server of the project, which collects its static files when it starts."""

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.core.management import call_command

django.setup()

from liveflash.routing import websocket_urlpatterns  # noqa: E402 - apps come first

call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)

application = ProtocolTypeRouter(
    {"http": get_asgi_application(), "websocket": URLRouter(websocket_urlpatterns)}
)
