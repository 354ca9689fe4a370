"""The app of the message stack in the admin."""

from django.apps import AppConfig
from django.core import checks

from liveflash.contrib.admin.checks import check_order


class AdminStackConfig(AppConfig):
    """The app ``liveflash.contrib.admin``, listed before ``django.contrib.admin``."""

    name = "liveflash.contrib.admin"
    label = "liveflash_admin"

    def ready(self) -> None:
        """Register the check."""
        checks.register(check_order)
