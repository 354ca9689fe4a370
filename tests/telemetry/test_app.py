"""The app ``liveflash.contrib.otel`` in INSTALLED_APPS."""

import os
import subprocess
import sys

START = """
import sys
{before}
import django
from django.conf import settings
settings.configure(INSTALLED_APPS=[{apps}])
django.setup()
from liveflash.telemetry import Telemetry
print(type(Telemetry.recorder).__name__)
"""
OTEL = '"liveflash.contrib.otel"'


def started(apps: str = "", before: str = "") -> tuple[str, str]:
    """Return the output and the errors of a process with these apps."""
    done = subprocess.run(
        [sys.executable, "-c", START.format(apps=apps, before=before)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": ""},
    )
    return done.stdout.strip(), done.stderr


def test_the_app_turns_telemetry_on() -> None:
    assert started(OTEL) == ("OtelRecorder", "")


def test_without_the_app_telemetry_is_off_and_not_imported() -> None:
    assert started(before="sys.modules['opentelemetry'] = None") == ("NoneType", "")


def test_without_opentelemetry_the_app_names_the_extra() -> None:
    _output, errors = started(OTEL, before="sys.modules['opentelemetry'] = None")
    assert "pip install 'liveflash[otel]'" in errors
