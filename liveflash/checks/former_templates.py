"""System check of the templates by which a project overrides those of liveflash."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core import checks
from django.template.autoreload import get_template_directories

OURS = Path(__file__).parents[1] / "templates"
# What templates contain that override those of version 0.1.
FORMER = ('phx-hook="Liveflash', "message.action.", "{% js toggle_attribute 'aria-exp")
REPLACED = ("history.html",)


def check_former_templates(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Report templates of the project that were written for version 0.1.

    E017: a template of liveflash is overridden by one as for version 0.1. Change it as
    the changelog of 0.2.0 says, or remove it.
    """
    return [
        checks.Error(
            f"The template {str(path)!r} overrides one of liveflash 0.1: {problem}.",
            hint="Change it as the changelog of 0.2.0 says, or remove it.",
            id="liveflash.E017",
        )
        for directory in sorted(get_template_directories())
        if directory != OURS
        for path, problem in _former(directory / "liveflash")
    ]


def _former(directory: Path) -> Iterator[tuple[Path, str]]:
    """Yield the templates as for version 0.1, and what is wrong with each."""
    for path in sorted(directory.rglob("*.html")):
        source = path.read_text(encoding="utf-8", errors="replace")
        found = [text for text in FORMER if text in source]
        if path.name in REPLACED:
            yield path, "liveflash/bell.html has replaced it"
        elif found:
            yield path, f"{found[0]!r} has no meaning any more"


CHECKS = (check_former_templates,)
