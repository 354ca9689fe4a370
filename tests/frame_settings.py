"""The tests' own settings, for a site that other sites show in a frame."""

from tests.settings import *  # noqa: F403 (all of them)

SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "None"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
