"""The tests' own settings, with cookies that links from other sites do not send."""

from tests.settings import *  # noqa: F403 (all of them)

SESSION_COOKIE_SAMESITE = "Strict"
