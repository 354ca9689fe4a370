"""The settings of a project with the stack in its admin."""

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS

INSTALLED_APPS = ["liveflash.contrib.admin", "django.contrib.admin", *INSTALLED_APPS]
ROOT_URLCONF = "tests.projects.admin_stack.site"
