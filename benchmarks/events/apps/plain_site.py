"""A plain page with and without liveflash, and pushes to those who have it open.

The variable ``BENCH_WITHOUT`` leaves out liveflash altogether.
"""

import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict

import django
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from benchmarks.events.apps import content, site

MEMBERS = 2000
IS_WITHOUT = "BENCH_WITHOUT" in os.environ

# Both pages read the session and the user, as most pages of logged-in visitors do.
BODY = "<p>{{ user.username }}</p>{page}"
BARE = content.document(load="", head="", body=BODY)
PAGE = content.document(
    load="liveflash",
    head="{% liveflash_scripts %}",
    body="{% liveflash %}" + BODY,
)

_apps = ["django.contrib.staticfiles"]
_processors: tuple[str, ...] = ()
if not IS_WITHOUT:
    _apps += ["liveflash"]
    _apps += ["template_partials"] if django.VERSION < (6,) else []
    _processors = ("liveflash.context_processors.flash",)
_settings = site.settings(
    __name__,
    *_apps,
    processors=_processors,
    templates={"page.html": BARE if IS_WITHOUT else PAGE},
)
_settings["DATABASES"] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": os.path.join(tempfile.mkdtemp(), "db.sqlite3"),  # noqa: PTH118
    }
}
if not IS_WITHOUT:
    middleware = "liveflash.middleware.FlashMiddleware"
    _settings["MIDDLEWARE"] = [*_settings["MIDDLEWARE"], middleware]
settings.configure(**_settings)
http = ASGIStaticFilesHandler(get_asgi_application())

from django.contrib.auth import login  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402


def _prepare() -> None:
    call_command("migrate", verbosity=0)
    User.objects.bulk_create(
        User(pk=number + 1, username=f"member{number}") for number in range(MEMBERS)
    )


# uvicorn imports this module on its event loop, on which the ORM must not be used.
with ThreadPoolExecutor(1) as _thread:
    _thread.submit(_prepare).result()


def log_in(request: HttpRequest, number: int) -> HttpResponse:
    """Log the visitor in as one of the members."""
    user = User.objects.get(username=f"member{number}")
    login(request, user, "django.contrib.auth.backends.ModelBackend")
    return HttpResponse()


def page(request: HttpRequest) -> HttpResponse:
    """Render the page."""
    return render(request, "page.html", asdict(content.context()))


async def push(_request: HttpRequest, recipients: str, count: int) -> HttpResponse:
    """Push a message to one member, to ``count`` members, or to everyone."""
    from liveflash import apush_flash  # noqa: PLC0415 - not without liveflash

    match recipients:
        case "one":
            await apush_flash("info", content.MESSAGE, user=1)
        case "members":
            members = range(1, count + 1)
            await apush_flash("info", content.MESSAGE, users=members)
        case _:
            await apush_flash("info", content.MESSAGE, everyone=True)
    return HttpResponse()


urlpatterns = [
    path("log-in/<int:number>/", log_in),
    path("page/", page),
    path("push/<recipients>/<int:count>/", push),
]
protocols = {"http": http}
if not IS_WITHOUT:
    from liveflash.routing import websocket_urlpatterns

    protocols["websocket"] = URLRouter(websocket_urlpatterns)
application = ProtocolTypeRouter(protocols)
