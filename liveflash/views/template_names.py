"""The template of a view that has no ``template_name``: the file beside its module."""

from collections.abc import Iterator
from pathlib import Path

from django.views import View

from liveflash.rendering import module_templates


def find_beside(view: type) -> str | None:
    """Return the name of the template beside the module of a view or its bases."""
    return module_templates.find(_own_classes(view))


def files_beside(view: type) -> list[Path]:
    """Return the paths that such a template may have, in the order of the search."""
    found = map(module_templates.file_beside, _own_classes(view))
    return [file for file in found if file is not None]


def missing_hint(view: type) -> str:
    """Return how to give a template to a view that has none."""
    ways = "set template_name on the class or pass it to as_view()."
    files = files_beside(view)
    return f"Create {files[0]}, {ways}" if files else f"{ways[0].upper()}{ways[1:]}"


def _own_classes(view: type) -> Iterator[type]:
    """Yield the classes of views that a project has defined, nearest first."""
    for each in view.__mro__:
        if issubclass(each, View) and each is not View and not _is_ours(each):
            yield each


def _is_ours(defined: type) -> bool:
    return f"{defined.__module__}.".startswith("liveflash.")
