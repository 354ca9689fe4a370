"""The settings of a project with the policy of Django 6."""

from django.utils.csp import CSP  # type: ignore[import-not-found, unused-ignore]

from tests.settings import *  # noqa: F403
from tests.settings import MIDDLEWARE

DEBUG = True
MIDDLEWARE = ["django.middleware.csp.ContentSecurityPolicyMiddleware", *MIDDLEWARE]
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC],
    "style-src": [CSP.NONCE],
}
