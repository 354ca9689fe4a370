"""The tests' own settings."""

import os
import tempfile
from pathlib import Path

import django

BASE_DIR = Path(__file__).resolve().parent
_RUN_DIR = Path(os.environ.get("LIVEFLASH_TEST_DIR") or tempfile.mkdtemp())

SECRET_KEY = "only-for-the-tests-of-liveflash"
DEBUG = False
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
USE_TZ = True
ROOT_URLCONF = "tests.urls"
ASGI_APPLICATION = "tests.asgi.application"
STATIC_URL = "/static/"
# The second has what the demo's packages from npm are built into.
STATICFILES_DIRS = [
    BASE_DIR / "static",
    BASE_DIR.parent / "demo_project" / "static",
    # htmx and Turbo.
    ("npm", BASE_DIR.parent / "client" / "node_modules"),
]

INSTALLED_APPS = [
    "daphne",
    "channels",
    "liveflash",
    "demo_project.jobs",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
if django.VERSION < (6,):
    INSTALLED_APPS.append("template_partials")

MIDDLEWARE = [
    "tests.site.storable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "liveflash.middleware.FlashMiddleware",
    "tests.site.gate",
    "tests.site.delaying",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "liveflash.context_processors.flash",
            ],
        },
    },
]

# A file: the threads of an in-memory database lock each other out. Its contents need
# not survive the machine, so that it does not wait for the disk.
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": _RUN_DIR / "live.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA synchronous=OFF",
        },
        "TEST": {"NAME": _RUN_DIR / "test.sqlite3"},
    }
}
CHANNEL_LAYERS: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
LIVEFLASH_ACTIONS = "tests.action_handlers.handle"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# For the demo's task.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
EXPORT_STEP_SECONDS = 0
