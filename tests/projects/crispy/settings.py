"""The settings of a project with django-crispy-forms and Bootstrap."""

from pathlib import Path

from django.contrib.messages import constants

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "crispy_forms", "crispy_bootstrap5"]
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False
MESSAGE_TAGS = {constants.ERROR: "danger"}
ROOT_URLCONF = "tests.projects.crispy.site"
TEMPLATES = [{**TEMPLATES[0], "DIRS": [Path(__file__).with_name("templates")]}]
