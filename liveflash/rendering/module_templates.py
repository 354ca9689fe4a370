"""Templates beside the module of a view: ``counter.html`` next to ``counter.py``.

Such a template is named after its package: ``shop/live/counter.html`` for the module
``shop.live.counter``. Other templates in the same directory are found likewise, so that
``{% include "./row.html" %}`` works. Names of subdirectories are not.
"""

import posixpath
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from weakref import WeakSet

from django.apps import apps
from django.template import Engine, Origin, TemplateDoesNotExist, engines
from django.template.backends.django import DjangoTemplates
from django.template.loaders import base, cached

from liveflash.debug import file_watcher
from liveflash.debug.file_watcher import TEMPLATE_SUFFIXES

# By the path of the package in template names. Several directories of the import path
# may have modules without a package.
_directories: dict[str, set[Path]] = {}

# Those that have the loader.
_engines: WeakSet[Engine] = WeakSet()


def find(classes: Iterable[type]) -> str | None:
    """Return the name of the first template beside the module of a class, if any."""
    for each in classes:
        file = file_beside(each)
        if file is not None and file.is_file():
            _install()
            return posixpath.join(_add_directory(each, file), file.name)
    return None


def file_beside(defined: type) -> Path | None:
    """Return the path that the template of a class would have.

    Return None for a class that is not defined in a file.
    """
    source = getattr(sys.modules.get(defined.__module__), "__file__", None)
    if source is None or not source.endswith(".py"):
        return None
    return Path(source).with_suffix(".html")


class ModuleTemplates(cached.Loader):
    """The loader of templates beside modules; it parses each template once."""

    def __init__(self, engine: Engine) -> None:
        """Create the loader for an engine."""
        super().__init__(engine, [f"{__name__}.ModuleTemplateFiles"])


class ModuleTemplateFiles(base.Loader):
    """A loader of templates in the directories of views."""

    def get_template_sources(self, template_name: str) -> Iterator[Origin]:
        """Yield the files that a name may mean."""
        path, name = posixpath.split(template_name)
        if posixpath.splitext(name)[1] in TEMPLATE_SUFFIXES:
            for directory in _directories.get(path, ()):
                file = directory / name
                yield Origin(str(file), template_name, loader=self)

    def get_contents(self, origin: Any) -> str:
        """Return the source of a template."""
        try:
            return Path(origin.name).read_text(encoding=self.engine.file_charset)
        except FileNotFoundError as error:
            raise TemplateDoesNotExist(origin) from error


def _add_directory(defined: type, file: Path) -> str:
    """Add the directory of a template; return its path in template names."""
    package = defined.__module__
    if file.stem != "__init__":
        package = package.rpartition(".")[0]
    path = package.replace(".", "/")
    _directories.setdefault(path, set()).add(file.parent)
    file_watcher.add_module_directory(file.parent)
    return path


def _install() -> None:
    """Add the loader to the engines, before those of the project."""
    for backend in engines.all():
        if isinstance(backend, DjangoTemplates) and backend.engine not in _engines:
            loaders = backend.engine.get_template_loaders([_loader()])
            backend.engine.template_loaders[:0] = loaders
            _engines.add(backend.engine)


def _loader() -> Any:
    """Return the loader as in TEMPLATES; before Django 6, partials need one more."""
    loader = f"{__name__}.ModuleTemplates"
    if apps.is_installed("template_partials"):
        return "template_partials.loader.Loader", [loader]
    return loader
