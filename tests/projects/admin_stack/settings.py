"""The settings of a project with the stack and the bell in its admin."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = ["liveflash.contrib.admin", "django.contrib.admin", *INSTALLED_APPS]
ROOT_URLCONF = "tests.projects.admin_stack.site"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [Path(__file__).parent / "templates"]}]
