"""Sphinx configuration of the documentation."""

import os
import sys
from importlib.metadata import version as installed_version
from pathlib import Path

import django

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

project = "liveflash"
author = "The liveflash authors"
version = release = installed_version("liveflash")

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx_copybutton",
    "contents",
    "diagram",
]
myst_enable_extensions = ["colon_fence", "deflist", "html_image"]
myst_heading_anchors = 3
copybutton_prompt_text = "$ "
suppress_warnings = ["misc.highlighting_failure"]
exclude_patterns = ["_build"]
nitpicky = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
add_module_names = False

html_theme = "furo"
html_title = f"liveflash {version}"
html_static_path = ["_static"]
html_css_files = ["docs.css"]
html_show_sphinx = False
