"""The tests' settings on the store that ``LIVEFLASH_STORE`` names."""

import json
import os
from typing import Any

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

ROOT_URLCONF = "tests.stores.site"
LIVEFLASH_THREADS = int(os.environ.get("LIVEFLASH_STORE_THREADS", "6"))

LIVEFLASH_INBOX_CHECK = float(os.environ.get("LIVEFLASH_STORE_CHECK", "10"))

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
    case "sqlite":
        # As SQLite's documentation advises where there are several writers.
        DATABASES["default"]["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
        }
    case "redis":
        SESSION_ENGINE = "django.contrib.sessions.backends.cache"
        CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": os.environ["LIVEFLASH_STORE_ADDRESS"],
            }
        }

if "LIVEFLASH_LAYER" in os.environ:
    layer: dict[str, Any] = {
        "BACKEND": f"channels_redis.{os.environ['LIVEFLASH_LAYER']}",
        "CONFIG": {"hosts": [os.environ["LIVEFLASH_LAYER_ADDRESS"]]},
    }
    CHANNEL_LAYERS = {"default": layer}
