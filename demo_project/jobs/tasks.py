"""The export, as a task of Django."""

import math
import time
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
def export(user: Any, rows: int = 1200) -> None:
    """Simulate an export. Its progress is one message, which is updated in place."""
    message = push_flash("export", text(0, rows), user=user, level="loading")
    for step in range(1, STEPS):
        time.sleep(settings.EXPORT_STEP_SECONDS)
        message.update(text(rows * step // STEPS, rows), fraction=step / STEPS)
    ready = {
        "title": "Your export is ready",
        "text": f"{rows:,} rows were written.",
        "url": reverse("export"),
    }
    message.update(ready, level="success", timeout=math.inf)


def text(done: int, rows: int) -> str:
    """Return the progress as text."""
    return f"Exporting… {done:,} of {rows:,} rows"
