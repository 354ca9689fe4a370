"""System checks of the channel layer that connects processes."""

from typing import Any

from django.conf import settings
from django.core import checks

from liveflash import conf
from liveflash.checks.live_views import needs_socket

IN_MEMORY = "channels.layers.InMemoryChannelLayer"

Messages = list[checks.CheckMessage]


def check_channel_layer(**_kwargs: Any) -> Messages:
    """Report a missing channel layer.

    W002: there is no channel layer. Set CHANNEL_LAYERS: to a layer in memory for one
    process, to one on Redis for several.
    """
    if _layer_backend() or not needs_socket():
        return []
    return [_unshared_layer("There is no channel layer", "liveflash.W002")]


def check_shared_layer(**_kwargs: Any) -> Messages:
    """Report a channel layer that processes do not share.

    W003: the channel layer works within one process only. Set CHANNEL_LAYERS to a layer
    that processes share, such as the one of ``channels_redis.pubsub``.
    """
    if settings.DEBUG or _layer_backend() != IN_MEMORY:
        return []
    problem = "The channel layer works within one process only"
    return [_unshared_layer(problem, "liveflash.W003")]


def _layer_backend() -> object:
    layers = getattr(settings, "CHANNEL_LAYERS", {})
    return layers.get("default", {}).get("BACKEND")


def _unshared_layer(problem: str, check_id: str) -> checks.Warning:
    return checks.Warning(
        f"{problem}: open pages do not receive what other processes (a Celery task, "
        "the shell, a second server) broadcast or push to a group. Other pushed "
        "messages wait in the inbox, which each process reads every "
        f"{conf.inbox_check():g} s.",
        hint=(
            "Set CHANNEL_LAYERS['default'] to a layer that processes share, such as "
            "'channels_redis.pubsub.RedisPubSubChannelLayer'. If the project has one "
            f"process only, use {IN_MEMORY!r}. LIVEFLASH_INBOX_CHECK sets how often "
            "the inbox is read."
        ),
        id=check_id,
    )


CHECKS = (check_channel_layer,)
DEPLOY_CHECKS = (check_shared_layer,)
