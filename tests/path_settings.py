"""The tests' own settings, for a site below a path of its host."""

from tests.settings import *  # noqa: F403 (all of them)

FORCE_SCRIPT_NAME = "/app"
STATIC_URL = "/app/static/"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = LANGUAGE_COOKIE_PATH = "/app"
