"""The tests' settings on the store that ``LIVEFLASH_STORE`` names."""

import json
import os
from typing import Any

from tests.settings import *  # noqa: F403
from tests.settings import _RUN_DIR, DATABASES

ROOT_URLCONF = "tests.storage.site"
LIVEFLASH_THREADS = int(os.environ.get("LIVEFLASH_STORE_THREADS", "6"))

_SESSIONS = "django.contrib.sessions.backends"
_CACHES = "django.core.cache.backends"

# By default these caches drop entries beyond 300.
_UNCULLED = {"MAX_ENTRIES": 10_000}

LIVEFLASH_INBOX_CHECK = float(os.environ.get("LIVEFLASH_STORE_CHECK", "10"))

DATABASES["default"]["OPTIONS"] = {
    # As SQLite's documentation advises where there are several writers, and without
    # waiting for the disk.
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF",
}

CACHES: dict[str, dict[str, Any]]
match os.environ["LIVEFLASH_STORE"]:
    case "postgresql":
        DATABASES["default"] = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["LIVEFLASH_STORE_ADDRESS"],
            "NAME": "postgres",
            "USER": "postgres",
            "OPTIONS": {"application_name": "liveflash"},
            "CONN_MAX_AGE": 60,
            **json.loads(os.environ.get("LIVEFLASH_STORE_OPTIONS", "{}")),
        }
    case "redis":
        SESSION_ENGINE = f"{_SESSIONS}.cache"
        CACHES = {
            "default": {
                "BACKEND": f"{_CACHES}.redis.RedisCache",
                "LOCATION": os.environ["LIVEFLASH_STORE_ADDRESS"],
            }
        }
    case "database cache":
        SESSION_ENGINE = f"{_SESSIONS}.cache"
        CACHES = {
            "default": {
                "BACKEND": f"{_CACHES}.db.DatabaseCache",
                "LOCATION": "cached",
                "OPTIONS": _UNCULLED,
            }
        }
    case "file":
        SESSION_ENGINE = f"{_SESSIONS}.file"
        SESSION_FILE_PATH = str(_RUN_DIR)
    case "cache" | "cached_db" | "signed_cookies" as engine:
        SESSION_ENGINE = f"{_SESSIONS}.{engine}"
        CACHES = {
            "default": {
                "BACKEND": f"{_CACHES}.locmem.LocMemCache",
                "OPTIONS": _UNCULLED,
            }
        }

if "LIVEFLASH_LAYER" in os.environ:
    layer: dict[str, Any] = {
        "BACKEND": f"channels_redis.{os.environ['LIVEFLASH_LAYER']}",
        "CONFIG": {"hosts": [os.environ["LIVEFLASH_LAYER_ADDRESS"]]},
    }
    CHANNEL_LAYERS = {"default": layer}
