"""Notify open pages of changed templates and static files during development.

Django's autoreloader watches the files. A change of code restarts the server instead;
when its pages rejoin, ``last_change_time`` shows which of them are out of date.
In a directory with the modules of views only templates are watched.
"""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.template.autoreload import get_template_directories, reset_loaders
from django.utils.autoreload import BaseReloader

ChangeKind = Literal["template", "page", "style"]

TEMPLATE_SUFFIXES = (".html", ".svg")


@dataclass(frozen=True, slots=True)
class Change:
    """A changed file.

    ``kind`` is "style" for a stylesheet, "template" for a template that only affects
    the inside of ``{% live %}``, and "page" for anything else.
    """

    kind: ChangeKind
    path: str

    @property
    def event(self) -> str:
        """The description for the log."""
        return f"change of {self.path}"


Listener = Callable[[Change], object]

_listeners: dict[Listener, asyncio.AbstractEventLoop] = {}
_module_directories: set[Path] = set()


def add_listener(listener: Listener) -> None:
    """Call ``listener`` with each change, in the running event loop."""
    _listeners[listener] = asyncio.get_running_loop()


def remove_listener(listener: Listener) -> None:
    """Stop calling ``listener``."""
    _listeners.pop(listener, None)


def add_module_directory(directory: Path) -> None:
    """Treat the templates beside modules in ``directory`` as templates of pages."""
    if directory.is_dir():  # not a zip file
        _module_directories.add(directory)


def watch_module_directory(directory: Path, reloader: BaseReloader) -> None:
    """Watch the templates beside the modules in ``directory``."""
    add_module_directory(directory)
    for suffix in TEMPLATE_SUFFIXES:
        reloader.watch_dir(directory, f"*{suffix}")


def watch_static_files(sender: BaseReloader, **_kwargs: Any) -> None:
    """Add the directories of static files to those that the autoreloader watches.

    A receiver of ``autoreload_started``.
    """
    for directory in static_directories():
        sender.watch_dir(directory, "**/*")


def notify_listeners(file_path: Path, **_kwargs: Any) -> bool | None:
    """Notify all listeners of a change; return True if no restart is needed.

    A receiver of ``file_changed``. It is connected after Django's own receiver, which
    resets the template loaders.
    """
    if file_path.suffix == ".py":
        return None
    kind = _change_kind(file_path)
    if kind is None:
        return None
    if _is_beside_module(file_path):
        reset_loaders()
    for listener, loop in list(_listeners.items()):
        if not loop.is_closed():
            loop.call_soon_threadsafe(listener, Change(kind, str(file_path)))
    return True


def last_change_time() -> float:
    """Return the time of the newest template or static file, in seconds since 1970."""
    directories = [*get_template_directories(), *static_directories()]
    beside = (
        file.stat().st_mtime
        for directory in _module_directories
        for file in directory.iterdir()
        if file.suffix in TEMPLATE_SUFFIXES
    )
    return max((*map(_last_change_in, directories), *beside), default=0.0)


def static_directories() -> Iterator[Path]:
    """Yield the directories of static files; none without Django's staticfiles app."""
    if not apps.is_installed("django.contrib.staticfiles"):
        return
    for finder in get_finders():
        for storage in getattr(finder, "storages", {}).values():
            yield Path(storage.location)


def _last_change_in(directory: Path) -> float:
    files = (path for path in Path(directory).rglob("*") if path.is_file())
    return max((path.stat().st_mtime for path in files), default=0.0)


def _change_kind(path: Path) -> ChangeKind | None:
    if _is_beside_module(path) or any(
        directory in path.parents for directory in get_template_directories()
    ):
        return "page" if _affects_whole_page(path) else "template"
    if any(directory in path.parents for directory in static_directories()):
        return "style" if path.suffix == ".css" else "page"
    return None


def _is_beside_module(path: Path) -> bool:
    return path.suffix in TEMPLATE_SUFFIXES and path.parent in _module_directories


def _affects_whole_page(path: Path) -> bool:
    """Return whether a template may render outside ``{% live %}``."""
    return not path.is_file() or "{% live %}" in path.read_text(errors="replace")
