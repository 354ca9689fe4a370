"""Patches: a view moves to another of its URLs, and stays mounted."""

from collections.abc import Awaitable
from typing import Any, Protocol

from django.http import HttpRequest

from liveflash.channel import subrequest
from liveflash.channel.handshake import Handshake
from liveflash.exceptions import LiveFlashError, Refused
from liveflash.flash.message import Message
from liveflash.views.effects import Navigation
from liveflash.views.join_request import JoinRequest
from liveflash.views.socket import LiveViewSocket

MAX_CONSECUTIVE_PATCHES = 10


class PatchedView(Protocol):
    """The parts of a MountedView that a patch reads and changes."""

    view: Any
    socket: LiveViewSocket[Any]
    request: HttpRequest
    handshake: Handshake
    url: str

    def call_handle_params(self, url: str) -> Awaitable[None]:
        """Call ``handle_params`` of the view for a patch."""


async def move(mounted: PatchedView, request: JoinRequest) -> bool:
    """Move the view to another of its URLs; return False if that is refused.

    The path and query of the URL are guarded as they are for a join.
    """
    match = await subrequest.authorize_patch(mounted.request, request)
    if match is None:
        return False
    mounted.view.kwargs = match.kwargs
    mounted.url = request.get_full_path()
    return True


async def follow_patches(
    mounted: PatchedView, before: tuple[Message, ...]
) -> Navigation | None:
    """Carry out ``push_patch``; return the last patch, None if there was none.

    The ``handle_params`` that a patch calls may push another patch.
    """
    last: Navigation | None = None
    for _ in range(MAX_CONSECUTIVE_PATCHES):
        patch = mounted.socket.take_patch()
        if patch is None:
            return last
        last = patch
        await _follow(mounted, patch, before)
    msg = (
        f"handle_params() called push_patch() {MAX_CONSECUTIVE_PATCHES} times in a "
        "row: call it only if the URL has to change."
    )
    raise LiveFlashError(msg)


async def _follow(
    mounted: PatchedView, patch: Navigation, before: tuple[Message, ...]
) -> None:
    """Carry out one ``push_patch``; load the page if the patch is refused."""
    if subrequest.match_patch(mounted.request, patch.to) is None:
        msg = f"push_patch({patch.to!r}) leads to another view: call push_navigate()."
        raise ValueError(msg)
    request = subrequest.patch_request(mounted.handshake, patch.to)
    if not await move(mounted, request):
        mounted.socket.redirect(patch.to)
        return
    flash = mounted.socket.flash
    if not mounted.view.keep_flash_on_patch:
        flash.messages = flash.changed_since(before)
    try:
        await mounted.call_handle_params(mounted.request.build_absolute_uri(patch.to))
    except Refused:
        mounted.socket.redirect(patch.to)
