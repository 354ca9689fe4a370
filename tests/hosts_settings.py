"""The tests' own settings, for a site with several hosts."""

from tests.settings import *  # noqa: F403 (all of them)

ALLOWED_HOSTS = ["127.0.0.1", ".site.localhost"]
SESSION_COOKIE_DOMAIN = CSRF_COOKIE_DOMAIN = ".site.localhost"
