"""A project with DEBUG on, served by runserver."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests import small_project

# What a server says of requests and connections, and of what it was asked for in vain.
OF_REQUESTS = ("HTTP ", "WebSocket ", "Not Found: ")


def create(folder: Path, files: Mapping[str, str], more_settings: str = "") -> None:
    """Write a project with ``files`` of its own."""
    small_project.begin(folder)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    settings = (folder / "settings.py").read_text()
    settings = settings.replace("DEBUG = False", "DEBUG = True") + more_settings
    (folder / "settings.py").write_text(settings)


def lines_without_requests(lines: Iterable[str]) -> list[str]:
    """Return the lines of a server's log that report no request or connection."""
    return [line for line in lines if not line.startswith(OF_REQUESTS)]
