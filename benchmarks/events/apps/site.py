"""The Django settings of all sites, as on an ordinary production site."""

import os
import tempfile
from pathlib import Path
from typing import Any

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]


def settings(
    urlconf: str,
    *apps: str,
    processors: tuple[str, ...] = (),
    templates: dict[str, str],
) -> Any:
    """Return the settings of one site; ``templates`` are its sources by name."""
    return {
        "SECRET_KEY": "only-for-the-benchmarks",
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "USE_TZ": True,
        "STATIC_URL": "/static/",
        "ROOT_URLCONF": urlconf,
        "INSTALLED_APPS": [*apps, *APPS],
        "MIDDLEWARE": MIDDLEWARE,
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [_written(templates)],
                "APP_DIRS": True,
                "OPTIONS": {"context_processors": [*CONTEXT_PROCESSORS, *processors]},
            }
        ],
        "SESSION_ENGINE": "django.contrib.sessions.backends.cache",
        "CACHES": {"default": _cache()},
        "LOGGING": {
            "version": 1,
            "disable_existing_loggers": False,
            "handlers": {"console": {"class": "logging.StreamHandler"}},
            "root": {"handlers": ["console"], "level": "WARNING"},
        },
        "CHANNEL_LAYERS": {
            "default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}
        },
        # No limits: each connection sends as fast as the server replies.
        "LIVEFLASH_EVENT_RATE": 1_000_000,
        "LIVEFLASH_EVENT_BURST": 1_000_000,
        "LIVEFLASH_SEND_RATE": 1e9,
        "LIVEFLASH_HEARTBEAT_TIMEOUT": 3600,
    }


def _written(templates: dict[str, str]) -> Path:
    """Return a new directory with the templates, for Django's loaders."""
    directory = Path(tempfile.mkdtemp())
    for name, source in templates.items():
        (directory / name).write_text(source)
    return directory


def _cache() -> dict[str, Any]:
    """Return a file cache if BENCH_CACHE names a directory, else a memory cache."""
    directory = os.environ.get("BENCH_CACHE")
    options = {"MAX_ENTRIES": 1_000_000}
    if directory:
        backend = "django.core.cache.backends.filebased.FileBasedCache"
        return {"BACKEND": backend, "LOCATION": directory, "OPTIONS": options}
    backend = "django.core.cache.backends.locmem.LocMemCache"
    return {"BACKEND": backend, "OPTIONS": options}
