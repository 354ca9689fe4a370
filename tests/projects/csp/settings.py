"""The settings of a project with django-csp."""

from csp.constants import NONCE, NONE, SELF, STRICT_DYNAMIC

from tests.settings import *  # noqa: F403
from tests.settings import MIDDLEWARE

MIDDLEWARE = ["csp.middleware.CSPMiddleware", *MIDDLEWARE]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "form-action": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [NONCE, STRICT_DYNAMIC],
        "style-src": [NONCE],
    }
}
