"""The tests' settings on a database that many sockets write to."""

import os
from typing import Any

from tests.settings import *  # noqa: F403
from tests.settings import CHANNEL_LAYERS, DATABASES

ROOT_URLCONF = "tests.faults.site"
DATABASES["default"]["OPTIONS"] = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF",
}
LIVEFLASH_EVENT_RATE = LIVEFLASH_EVENT_BURST = 1000

if "FAULTS_REDIS" in os.environ:
    SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": os.environ["FAULTS_REDIS"],
        }
    }
    redis: dict[str, Any] = {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        "CONFIG": {"hosts": [os.environ["FAULTS_REDIS"]]},
    }
    CHANNEL_LAYERS["default"] = redis

if "FAULTS_POSTGRESQL" in os.environ:
    DATABASES["default"] = {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ["FAULTS_POSTGRESQL"],
        "NAME": "postgres",
        "USER": "postgres",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 2},
    }

if "FAULTS_TIMEOUT" in os.environ:
    LIVEFLASH_HANDLER_TIMEOUT = float(os.environ["FAULTS_TIMEOUT"])
