"""The settings of a project with WhiteNoise and a manifest of static files."""

from tests.settings import *  # noqa: F403
from tests.settings import _RUN_DIR, MIDDLEWARE, STATICFILES_DIRS

MIDDLEWARE = ["whitenoise.middleware.WhiteNoiseMiddleware", *MIDDLEWARE]
STATIC_ROOT = _RUN_DIR / "static"
STATICFILES_DIRS = STATICFILES_DIRS[:1]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
