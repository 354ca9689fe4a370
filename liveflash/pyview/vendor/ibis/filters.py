"""pyview's path of ``register``."""

from liveflash.pyview.filters import register

__all__ = ["register"]
