"""The app configuration."""

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.checks import register
from django.db.models import Model
from django.db.models.signals import post_delete
from django.utils.autoreload import autoreload_started, file_changed

from liveflash import checks
from liveflash.channel import live_reload, session_monitor
from liveflash.debug import file_watcher
from liveflash.push import inbox
from liveflash.storage import request_flash


class LiveFlashConfig(AppConfig):
    """The configuration of ``liveflash`` in INSTALLED_APPS."""

    name = "liveflash"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "liveflash"

    def ready(self) -> None:
        """Register the checks, and connect the signals of users and files."""
        for check in checks.CHECKS:
            register(check, "liveflash")
        for check in checks.DEPLOY_CHECKS:
            register(check, "liveflash", deploy=True)
        if apps.is_installed("django.contrib.auth"):
            _connect_user(apps.get_model(settings.AUTH_USER_MODEL))
            user_logged_in.connect(
                session_monitor.close_on_log_in,
                dispatch_uid="liveflash.session_monitor",
            )
            user_logged_in.connect(
                request_flash.keep_over_log_in, dispatch_uid="liveflash.session_flash"
            )
            user_logged_out.connect(
                session_monitor.close_on_log_out,
                dispatch_uid="liveflash.session_monitor",
            )
        autoreload_started.connect(
            file_watcher.watch_static_files, dispatch_uid="liveflash.watch"
        )
        autoreload_started.connect(
            live_reload.watch_templates_of_views, dispatch_uid="liveflash.watch_views"
        )
        file_changed.connect(
            file_watcher.notify_listeners, dispatch_uid="liveflash.follow"
        )


def _connect_user(users: type[Model]) -> None:
    """Delete a user's inbox with the user, also through a proxy model."""
    for model in apps.get_models():
        if issubclass(model, users):
            post_delete.connect(
                inbox.forget_user, sender=model, dispatch_uid=f"liveflash.{model}"
            )
