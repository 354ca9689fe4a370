"""System checks of the configuration, each with a number and a hint."""

from liveflash.checks import channel_layers, numbers, project

CHECKS = (*project.CHECKS, *channel_layers.CHECKS, *numbers.CHECKS)
DEPLOY_CHECKS = channel_layers.DEPLOY_CHECKS

__all__ = ["CHECKS", "DEPLOY_CHECKS"]
