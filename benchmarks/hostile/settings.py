"""Django settings of the attacked site: a production site with liveflash's defaults.

The benchmark sets three environment variables: ``HOSTILE_DIR`` (where the database is),
``HOSTILE_LOG_LEVEL`` and ``HOSTILE_SETTINGS`` (further settings, as JSON).
"""

import json
import os
from pathlib import Path
from typing import Any

import django

RUN_DIR = Path(os.environ["HOSTILE_DIR"])

SECRET_KEY = "only-for-the-benchmarks"  # noqa: S105 - protects no secret
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1"]
USE_TZ = True
STATIC_URL = "/static/"
ROOT_URLCONF = "benchmarks.hostile.site"
ASGI_APPLICATION = "benchmarks.hostile.asgi.application"

INSTALLED_APPS = [
    "liveflash",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
if django.VERSION < (6,):
    INSTALLED_APPS.append("template_partials")

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).resolve().parent / "templates"],
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

DATABASES: dict[str, Any] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": RUN_DIR / "db.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

# The record separator distinguishes real records from lines forged by a client.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"record": {"format": "\x1e%(levelname)s %(name)s %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "record"},
    },
    "root": {
        "handlers": ["console"],
        "level": os.environ.get("HOSTILE_LOG_LEVEL", "WARNING"),
    },
}

globals().update(json.loads(os.environ.get("HOSTILE_SETTINGS", "{}")))
