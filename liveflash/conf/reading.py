"""Read one setting of the project."""

from typing import Any

from django.conf import settings


def read(name: str, default: Any) -> Any:
    """Return the setting ``LIVEFLASH_<name>``, or its default."""
    return getattr(settings, f"LIVEFLASH_{name}", default)
