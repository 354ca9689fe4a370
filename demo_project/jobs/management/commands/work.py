"""``manage.py work``: the worker, which carries out what is in the queue."""

import math
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.urls import reverse

from demo_project.jobs.models import Export
from liveflash import push_flash

PAUSE = 0.5
STEPS = 10


class Command(BaseCommand):
    """Works until it is interrupted; with ``--once`` until the queue is empty."""

    help = "Carries out the exports of the demo."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what tests need."""
        parser.add_argument("--once", action="store_true")
        parser.add_argument("--pause", type=float, default=PAUSE)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Take one job after the other."""
        try:
            while True:
                export = take()
                if export is not None:
                    carry_out(export, options["pause"])
                elif options["once"]:
                    return
                else:
                    time.sleep(options["pause"])
        except KeyboardInterrupt:
            self.stdout.write("The worker ends.")


def take() -> Export | None:
    """The next export, which nobody else takes then."""
    export = Export.objects.filter(begun=False).select_related("user").first()
    if export is None:
        return None
    is_ours = Export.objects.filter(pk=export.pk, begun=False).update(begun=True)
    return export if is_ours else None


def carry_out(export: Export, pause: float) -> None:
    """Do as if rows were written, and tell the user: one message, updated in place."""
    key = f"export-{export.pk}"
    progress = push_flash(
        key, text(export, 0), user=export.user, level="info", timeout=math.inf
    )
    for step in range(1, STEPS):
        time.sleep(pause)
        progress.update(text(export, step))
    time.sleep(pause)
    progress.update(
        {
            "title": "Your export is ready",
            "text": f"{export.rows:,} rows were written.",
            "url": reverse("export"),
        },
        level="success",
    )


def text(export: Export, step: int) -> str:
    """How far it is."""
    return f"Exporting… {export.rows * step // STEPS:,} of {export.rows:,} rows"
