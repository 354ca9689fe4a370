"""The tests' settings on the store that ``LIVEFLASH_STORE`` names."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import DATABASES

ROOT_URLCONF = "tests.stores.site"

match os.environ["LIVEFLASH_STORE"]:
    case "postgresql":
        DATABASES["default"] = {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["LIVEFLASH_STORE_ADDRESS"],
            "NAME": "postgres",
            "USER": "postgres",
            "CONN_MAX_AGE": 60,
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
