"""System check of the templates by which a project overrides those of liveflash."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core import checks
from django.template.autoreload import get_template_directories

OURS = Path(__file__).parents[1] / "templates"
# What templates contain that override those of version 0.1.
FORMER = (
    'phx-hook="Liveflash',
    "message.action.",
    "toggle_attribute 'aria-expanded'",
    "data-liveflash-open",
)


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
        former = next((text for text in FORMER if text in source), None)
        if path.name == "history.html":
            name = (path.parent / "bell.html").relative_to(directory.parent)
            yield path, f"{name} has replaced it, with new contents"
        elif former is not None:
            yield path, f"{former!r} has no meaning any more"
        elif path.name == "action.html" and _fails_without_event(source):
            yield path, "an action may have no event: ask for {% if action.event %}"


def _fails_without_event(source: str) -> bool:
    return "action.event" in source and "if action.event" not in source


CHECKS = (check_former_templates,)
