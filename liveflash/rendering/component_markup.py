"""Find and remove what django-components adds to the HTML of its tags.

The library leaves a comment for each component, which it replaces by styles and scripts
when a whole page has been rendered. An attribute of each component has a new id in each
render, by which alone the HTML of an unchanged component would differ.
"""

import re
from functools import cache
from importlib import import_module
from typing import Any

_COMMENT = "<!-- _RENDERED "
_ID = " data-djc-id-"
_IDS = re.compile(_ID + r'\w+=""')


def without_comments(text: str) -> str:
    """Return HTML without the comments; the page has the styles and scripts already."""
    if _COMMENT not in text:
        return text
    return str(_library().render_dependencies(text, "simple"))


def is_same(text: str, former: str) -> bool:
    """Return whether HTML differs from its former version in no more than the ids."""
    return text == former or (
        _ID in text and _IDS.sub("", text) == _IDS.sub("", former)
    )


@cache
def _library() -> Any:
    return import_module("django_components.dependencies")
