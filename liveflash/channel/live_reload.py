"""What the page of a developer is told beside the protocol, while DEBUG is on.

It goes over a topic of its own, which only ``client/src/development.ts`` hears.
"""

from collections.abc import Callable
from typing import Any

from liveflash import conf
from liveflash.channel.mounted_view import Mounted
from liveflash.debug import crash_report, file_watcher
from liveflash.debug.file_watcher import Change, Listener
from liveflash.protocol import frames

TOPIC = "liveflash:development"

Push = Callable[[str, dict[str, Any]], str]


def follow_changes(listener: Listener) -> None:
    """Tell a page of changed files, where it is a developer's."""
    if conf.debug():
        file_watcher.add_listener(listener)


def forget_changes(listener: Listener) -> None:
    """Tell it no more."""
    file_watcher.remove_listener(listener)


def crash(error: BaseException, view: str, event: str, payload: Any) -> list[str]:
    """The frame that shows a crash on the page, where it is a developer's."""
    if not conf.debug():
        return []
    return [_push("crash", crash_report.describe(error, view, event, payload))]


async def refresh(view: Mounted, change: Change, push: Push) -> list[str]:
    """The frames by which a page takes over what was changed.

    A template of the region is rendered into the page, which stays as it is; where that
    changes nothing, what has changed stands outside, and the page loads itself anew.
    Its flash arrives with it.
    """
    if change.kind == "style":
        return [_push("style", {})]
    await view.forward(view.socket.flash.messages)
    if change.kind == "page":
        return [_push("reload", {})]
    anew = await view.refresh()
    return [_push("before", {}), push("diff", anew["diff"]), _push("after", {})]


def _push(event: str, payload: dict[str, Any]) -> str:
    return frames.push(None, TOPIC, event, payload)
