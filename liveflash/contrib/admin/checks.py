"""The check of ``liveflash.contrib.admin``."""

from typing import Any

from django.apps import apps
from django.core import checks

OURS, DJANGOS = "liveflash.contrib.admin", "django.contrib.admin"


def check_order(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Report an order of apps that hides the stack in the admin.

    E014: the admin's own base template is found before that with the stack. Move
    ``"liveflash.contrib.admin"`` before ``"django.contrib.admin"`` in INSTALLED_APPS.
    """
    names = [config.name for config in apps.get_app_configs()]
    if DJANGOS not in names or names.index(OURS) < names.index(DJANGOS):
        return []
    return [
        checks.Error(
            f"{OURS!r} is listed after {DJANGOS!r}: the admin shows no stack.",
            hint=f"In INSTALLED_APPS, move {OURS!r} before {DJANGOS!r}.",
            id="liveflash.E014",
        )
    ]
