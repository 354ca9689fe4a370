"""The settings of a project with django-components."""

from pathlib import Path

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as OTHER_APPS
from tests.settings import TEMPLATES as OTHER_TEMPLATES

INSTALLED_APPS = ["django_components", "tests.projects.components", *OTHER_APPS]
(_engine,) = OTHER_TEMPLATES
_loaders: list[object] = [
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
    "django_components.template_loader.Loader",
]
_options = {
    **_engine["OPTIONS"],  # type: ignore[dict-item]
    "builtins": ["django_components.templatetags.component_tags"],
    "loaders": [("django.template.loaders.cached.Loader", _loaders)],
}
TEMPLATES = [{**_engine, "APP_DIRS": False, "OPTIONS": _options}]
ROOT_URLCONF = "tests.projects.components.site"
COMPONENTS = {"autodiscover": False, "dirs": [Path(__file__).parent / "nothing"]}
