"""The settings of a project with views of pyview."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import TEMPLATES

ROOT_URLCONF = "tests.projects.pyview.site"
_views = Path(__file__).with_name("views")
_options = {**TEMPLATES[0]["OPTIONS"], "builtins": ["liveflash.pyview.filters"]}  # type: ignore[dict-item]
TEMPLATES = [
    {**TEMPLATES[0], "DIRS": [_views, *TEMPLATES[0]["DIRS"]], "OPTIONS": _options}  # type: ignore[misc]
]
