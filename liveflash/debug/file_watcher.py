"""Open pages follow what is changed in development: templates and static files.

Django's autoreloader tells what has changed. A change of code restarts the server; the
pages connect again, and ``newest_change`` tells which of them are out of date.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.template.autoreload import get_template_directories
from django.utils.autoreload import BaseReloader

Kind = Literal["template", "page", "style"]


@dataclass(frozen=True, slots=True)
class Change:
    """A file that was changed: a template of a region, a style, or anything else."""

    kind: Kind
    path: str

    @property
    def event(self) -> str:
        """What it is, for the log."""
        return f"change of {self.path}"


Listener = Callable[[Change], object]

_listeners: dict[Listener, asyncio.AbstractEventLoop] = {}


def listen(listener: Listener) -> None:
    """Tell ``listener``, in the loop that runs now, of each change."""
    _listeners[listener] = asyncio.get_running_loop()


def forget(listener: Listener) -> None:
    """Tell it no more."""
    _listeners.pop(listener, None)


def watch_static(sender: BaseReloader, **_kwargs: Any) -> None:
    """Have the autoreloader watch static files beside templates and code."""
    for directory in static_directories():
        sender.watch_dir(directory, "**/*")


def follow(file_path: Path, **_kwargs: Any) -> bool | None:
    """Tell the open pages of a change; True where the server need not restart.

    A receiver of ``file_changed``, after Django's own has forgotten the templates.
    """
    if file_path.suffix == ".py":
        return None
    kind = _kind_of(file_path)
    if kind is None:
        return None
    for listener, loop in list(_listeners.items()):
        if not loop.is_closed():
            loop.call_soon_threadsafe(listener, Change(kind, str(file_path)))
    return True


def newest_change() -> float:
    """When a template or static file was changed last, in seconds of the epoch."""
    directories = [*get_template_directories(), *static_directories()]
    return max(map(_newest_in, directories), default=0.0)


def static_directories() -> Iterator[Path]:
    """Where static files are found; none without Django's app for them."""
    if not apps.is_installed("django.contrib.staticfiles"):
        return
    for finder in get_finders():
        for storage in getattr(finder, "storages", {}).values():
            yield Path(storage.location)


def _newest_in(directory: Path) -> float:
    files = (path for path in Path(directory).rglob("*") if path.is_file())
    return max((path.stat().st_mtime for path in files), default=0.0)


def _kind_of(path: Path) -> Kind | None:
    if any(directory in path.parents for directory in get_template_directories()):
        return "page" if _holds_region(path) else "template"
    if any(directory in path.parents for directory in static_directories()):
        return "style" if path.suffix == ".css" else "page"
    return None


def _holds_region(path: Path) -> bool:
    """Whether what is changed may stand outside of the live region."""
    return not path.is_file() or "{% live %}" in path.read_text(errors="replace")
