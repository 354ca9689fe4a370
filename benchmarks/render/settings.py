"""Django settings for the benchmarks, as on an ordinary production site."""

from pathlib import Path

import django

SECRET_KEY = "only-for-the-benchmarks"  # noqa: S105 - protects no secret
DEBUG = False
USE_TZ = True
INSTALLED_APPS = [
    "liveflash",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
if django.VERSION < (6,):
    INSTALLED_APPS.append("template_partials")
SESSION_ENGINE = "django.contrib.sessions.backends.cache"
TEMPLATE_DIR = Path(__file__).resolve().parent.parent / "templates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [TEMPLATE_DIR],
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
