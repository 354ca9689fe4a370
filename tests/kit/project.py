"""A project made of the code of a page of the documentation."""

import os
import re
import subprocess
import sys
from pathlib import Path

DOCS = Path(__file__).parents[2] / "docs"

FILES = {
    "settings.py": """
        import django
        SECRET_KEY = "only-for-tests"
        DEBUG = False
        USE_TZ = True
        ROOT_URLCONF = "urls"
        STATIC_URL = "/static/"
        ASGI_APPLICATION = "asgi.application"
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        INSTALLED_APPS = [
            "daphne",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            *(["template_partials"] if django.VERSION < (6,) else []),
            "liveflash",
        ]
        MIDDLEWARE = [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ]
        TEMPLATES = [{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": ["templates"],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request",
                "liveflash.context_processors.flash",
            ]},
        }]
        DATABASES = {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}
        }
    """,
    "asgi.py": """
        from channels.routing import ProtocolTypeRouter, URLRouter
        from django.core.asgi import get_asgi_application
        from liveflash.routing import websocket_urlpatterns

        application = ProtocolTypeRouter({
            "http": get_asgi_application(),
            "websocket": URLRouter(websocket_urlpatterns),
        })
    """,
    "pytest.ini": """
        [pytest]
        DJANGO_SETTINGS_MODULE = settings
        asyncio_mode = auto
        asyncio_default_fixture_loop_scope = function
    """,
    "templates/base.html": """
        {% load liveflash %}<!doctype html>
        <html lang="en">
          <head><title>Site</title>{% liveflash_scripts %}</head>
          <body>{% live %}{% block content %}{% endblock %}{% endlive %}</body>
        </html>
    """,
}

_BLOCK = re.compile(
    r"^```(?:python|html|ini)\n(?:#|\{#) (\S+)(?: #\})?\n(.*?)^```", re.M | re.S
)


def make(page: str, folder: Path) -> None:
    """Write the files that a page shows, each named in its first line."""
    files = {
        name: re.sub(r"^ {8}", "", text, flags=re.M) for name, text in FILES.items()
    }
    files |= dict(_BLOCK.findall((DOCS / page).read_text(encoding="utf-8")))
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")


def run(folder: Path, *command: str) -> str:
    """Run a Python module there; return what it says, of a failure too."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DJANGO")}
    environment |= {"DJANGO_SETTINGS_MODULE": "settings", "PYTHONPATH": "."}
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    return f"{done.stdout}{done.stderr}\nexit {done.returncode}"
