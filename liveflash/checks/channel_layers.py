"""System checks of the channel layer, by which processes reach each other's pages."""

from typing import Any

from django.conf import settings
from django.core import checks

from liveflash import conf

IN_MEMORY = "channels.layers.InMemoryChannelLayer"

Messages = list[checks.CheckMessage]


def check_channel_layer(**_kwargs: Any) -> Messages:
    """W002: there is no channel layer."""
    return [] if _layer_backend() else [_unshared_layer("There is no channel layer", 2)]


def check_shared_layer(**_kwargs: Any) -> Messages:
    """W003, for deployment: the channel layer is that of one process."""
    if settings.DEBUG or _layer_backend() != IN_MEMORY:
        return []
    return [_unshared_layer("The channel layer is in the memory of one process", 3)]


def _layer_backend() -> object:
    layers = getattr(settings, "CHANNEL_LAYERS", {})
    return layers.get("default", {}).get("BACKEND")


def _unshared_layer(problem: str, number: int) -> checks.Warning:
    return checks.Warning(
        f"{problem}: what other processes (a Celery task, the shell, a second server) "
        "broadcast, or push to a session or a group, does not reach open pages. What "
        "they push to a user waits in the inbox, into which each process looks every "
        f"{conf.inbox_check():g} s. Within a process all works.",
        hint=(
            "Set CHANNEL_LAYERS['default'] to a layer that processes share, for "
            "instance 'channels_redis.pubsub.RedisPubSubChannelLayer'. For a single "
            f"process, {IN_MEMORY!r} says that you know; LIVEFLASH_INBOX_CHECK sets "
            "how often the inbox is looked into."
        ),
        id=f"liveflash.W{number:03}",
    )


CHECKS = (check_channel_layer,)
DEPLOY_CHECKS = (check_shared_layer,)
