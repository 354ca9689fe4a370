"""System checks of the configuration, each with a number and a hint."""

from liveflash.checks import (
    asgi,
    channel_layers,
    configuration,
    former_templates,
    live_views,
    middleware,
    numbers,
)

CHECKS = (
    *configuration.CHECKS,
    *asgi.CHECKS,
    *live_views.CHECKS,
    *middleware.CHECKS,
    *former_templates.CHECKS,
    *channel_layers.CHECKS,
    *numbers.CHECKS,
)
DEPLOY_CHECKS = channel_layers.DEPLOY_CHECKS

__all__ = ["CHECKS", "DEPLOY_CHECKS"]
