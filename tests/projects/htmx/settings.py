"""The settings of a project with django-htmx."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS, MIDDLEWARE, TEMPLATES

INSTALLED_APPS = [*INSTALLED_APPS, "django_htmx"]
MIDDLEWARE = [*MIDDLEWARE, "django_htmx.middleware.HtmxMiddleware"]
ROOT_URLCONF = "tests.projects.htmx.site"
OWN_TEMPLATES = Path(__file__).with_name("templates")
TEMPLATES = [{**TEMPLATES[0], "DIRS": [OWN_TEMPLATES, *TEMPLATES[0]["DIRS"]]}]  # type: ignore[misc]
