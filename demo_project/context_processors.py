"""Context processors for the menu, the source code and the preferences."""

import inspect
import sys
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.template import Engine

from demo_project.pages import PAGES, section_menu, site_menu
from demo_project.preferences import CHOICES, preferred

ROOT = Path(__file__).resolve().parent.parent


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the ``page``, its menus and the ``sources`` of a page of the demo.

    ``sources`` are pairs of a file name and its code: the module of the view, then the
    template, then the ``more_sources`` of the view. Return nothing for a view that is
    not in PAGES.
    """
    match = request.resolver_match
    view_class = getattr(match.func, "view_class", None) if match else None
    found = next(
        (page for page in PAGES if match and page.name == match.url_name), None
    )
    if found is None or view_class is None:
        return {}
    return {
        "page": found,
        "menu": site_menu(found),
        "section_menu": section_menu(found),
        "sources": _sources(view_class),
    }


def preferences(request: HttpRequest) -> dict[str, Any]:
    """Return the visitor's theme and direction, and all choices."""
    return {
        "theme": preferred(request, "theme"),
        "direction": preferred(request, "direction"),
        "preferences": {name: list(CHOICES[name].items()) for name in CHOICES},
    }


def _sources(view_class: Any) -> list[tuple[str, str]]:
    module, template = view_class.__module__, view_class.template_name
    more_sources = getattr(view_class, "more_sources", ())
    return [
        (f"{module.replace('.', '/')}.py", inspect.getsource(sys.modules[module])),
        (f"templates/{template}", Engine.get_default().get_template(template).source),
        *((name, (ROOT / name).read_text(encoding="utf-8")) for name in more_sources),
    ]
