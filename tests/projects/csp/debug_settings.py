"""The settings of a project with django-csp while DEBUG is on."""

from tests.projects.csp.settings import *  # noqa: F403

DEBUG = True
