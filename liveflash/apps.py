"""The app configuration."""

from django.apps import AppConfig
from django.core.checks import register

from liveflash import checks


class LiveFlashConfig(AppConfig):
    """``liveflash`` in INSTALLED_APPS."""

    name = "liveflash"
    verbose_name = "liveflash"

    def ready(self) -> None:
        """Register the system checks."""
        for check in checks.CHECKS:
            register(check, "liveflash")
