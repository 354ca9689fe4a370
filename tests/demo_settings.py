"""The demo's settings, with a database of the tests' own."""

import os
from pathlib import Path

from demo_project.settings import *  # noqa: F403 (all of them)

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": Path(os.environ["LIVEFLASH_TEST_DIR"]) / "demo.sqlite3",
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA synchronous=OFF",
        },
    }
}
