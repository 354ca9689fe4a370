"""The app configuration."""

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import register
from django.db.models.signals import post_delete

from liveflash import checks, inbox, limit_checks


class LiveFlashConfig(AppConfig):
    """``liveflash`` in INSTALLED_APPS."""

    name = "liveflash"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "liveflash"

    def ready(self) -> None:
        """Register the system checks, and have the inbox follow its users."""
        for check in (*checks.CHECKS, *limit_checks.CHECKS):
            register(check, "liveflash")
        if apps.is_installed("django.contrib.auth"):
            sender = apps.get_model(settings.AUTH_USER_MODEL)
            post_delete.connect(
                inbox.forget_user, sender=sender, dispatch_uid="liveflash.inbox"
            )
