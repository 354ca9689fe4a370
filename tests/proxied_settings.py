"""The tests' own settings, for a site below a path behind a proxy with TLS."""

from tests.path_settings import *  # noqa: F403 (all of them)

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
