"""``manage.py work``: the worker that runs the jobs of the queue."""

import math
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from demo_project.jobs.models import Export
from liveflash import push_flash

PAUSE_SECONDS = 0.5
STEPS = 10


class Command(BaseCommand):
    """The worker: runs until it is interrupted, or with ``--once`` until it is idle."""

    help = "Run the exports of the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the options, which tests use."""
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--pause", type=float, default=PAUSE_SECONDS)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Run one job after another."""
        try:
            while True:
                export = claim_next()
                if export is not None:
                    carry_out(export, options["pause"])
                elif options["once"]:
                    return
                else:
                    time.sleep(options["pause"])
        except KeyboardInterrupt:
            self.stdout.write("The worker has stopped.")


def claim_next() -> Export | None:
    """Claim the next export; return None if there is none or another worker has it."""
    export = Export.objects.filter(started=False).select_related("user").first()
    if export is None:
        return None
    is_claimed = Export.objects.filter(pk=export.pk, started=False).update(started=True)
    return export if is_claimed else None


def carry_out(export: Export, pause: float) -> None:
    """Simulate an export and push its progress as one message, updated in place."""
    key = f"export-{export.pk}"
    progress = push_flash(
        key, progress_text(export, 0), user=export.user, level="loading"
    )
    for step in range(1, STEPS):
        time.sleep(pause)
        progress.update(progress_text(export, step), fraction=step / STEPS)
    time.sleep(pause)
    progress.update(
        {
            "title": "Your export is ready",
            "text": f"{export.rows:,} rows were written.",
            "url": reverse("export"),
        },
        level="success",
        timeout=math.inf,
    )


def progress_text(export: Export, step: int) -> str:
    """Return the progress as text."""
    return f"Exporting… {export.rows * step // STEPS:,} of {export.rows:,} rows"
