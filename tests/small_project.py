"""A small project in one folder, with liveflash installed and without views."""

from pathlib import Path
from textwrap import dedent

PLAIN_FILES = {
    "settings.py": """
        SECRET_KEY = "only-for-tests"
        DEBUG = False
        ALLOWED_HOSTS = ["127.0.0.1", "localhost", "testserver"]
        USE_TZ = True
        ROOT_URLCONF = "urls"
        STATIC_URL = "/static/"
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        INSTALLED_APPS = [
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
        ]
        MIDDLEWARE = [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ]
        TEMPLATES = [{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": ["templates"],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]},
        }]
        DATABASES = {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}
        }
    """,
    "manage.py": """
        import os
        import sys
        from django.core.management import execute_from_command_line

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
        execute_from_command_line(sys.argv)
    """,
    "urls.py": """
        urlpatterns = []
    """,
    "pytest.ini": """
        [pytest]
        DJANGO_SETTINGS_MODULE = settings
        asyncio_mode = auto
        asyncio_default_fixture_loop_scope = function
    """,
}

FILES = PLAIN_FILES | {
    "settings.py": f"""{PLAIN_FILES["settings.py"]}
        INSTALLED_APPS = ["daphne", *INSTALLED_APPS, "liveflash"]
        ASGI_APPLICATION = "asgi.application"
        CHANNEL_LAYERS = {{
            "default": {{"BACKEND": "channels.layers.InMemoryChannelLayer"}}
        }}
        TEMPLATES[0]["OPTIONS"]["context_processors"].append(
            "liveflash.context_processors.flash"
        )
    """,
    "asgi.py": """
        import os
        from channels.routing import ProtocolTypeRouter, URLRouter
        from django.core.asgi import get_asgi_application
        from liveflash.routing import websocket_urlpatterns

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
        application = ProtocolTypeRouter({
            "http": get_asgi_application(),
            "websocket": URLRouter(websocket_urlpatterns),
        })
    """,
    "templates/base.html": """
        {% load liveflash %}<!doctype html>
        <html lang="en">
          <head><title>Site</title>{% liveflash_scripts %}</head>
          <body>{% live %}{% block content %}{% endblock %}{% endlive %}</body>
        </html>
    """,
}


def begin(folder: Path) -> None:
    """Write the project."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{dedent(text).strip()}\n", encoding="utf-8")
