"""The export, as a task of Django."""

import math
import time
from collections.abc import Iterator
from typing import Any

import django
from django.conf import settings
from django.urls import reverse

from liveflash import push_flash

if django.VERSION >= (6,):
    from django.tasks import task
else:
    from django_tasks import task  # type: ignore[no-redef]

STEPS = 10


@task
def export(user: Any, rows: int = 1200, *, is_failing: bool = False) -> None:
    """Simulate an export. Its progress is one message, which is updated in place.

    The result is kept: the user finds it under the bell.
    """
    message = push_flash("export", text(0, rows), user=user, level="loading", keep=True)
    try:
        for done in write(rows, is_failing=is_failing):
            message.update(text(done, rows), fraction=done / rows)
    except Exception:
        again = {"title": "The export has failed", "url": reverse("export")}
        message.update(again, level="error")
        raise
    ready = {
        "title": "Your export is ready",
        "text": f"{rows:,} rows were written.",
        "url": reverse("export"),
    }
    message.update(ready, level="success", timeout=math.inf)


def write(rows: int, *, is_failing: bool) -> Iterator[int]:
    """Pretend to write rows; yield how many are done."""
    for step in range(1, STEPS):
        time.sleep(settings.EXPORT_STEP_SECONDS)
        if is_failing and step > STEPS // 2:
            raise OSError(f"The disk is full after {step} of {STEPS} steps.")
        yield rows * step // STEPS


def text(done: int, rows: int) -> str:
    """Return the progress as text."""
    return f"Exporting… {done:,} of {rows:,} rows"
