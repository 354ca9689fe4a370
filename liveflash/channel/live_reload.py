"""Live reload and crash reports for the page of a developer, while DEBUG is on.

They use a topic of their own, which only ``client/src/development.ts`` joins.
"""

from collections.abc import Callable
from typing import Any

from liveflash import conf
from liveflash.channel.mounted_view import MountedView
from liveflash.debug import crash_report, file_watcher
from liveflash.debug.file_watcher import Change, Listener
from liveflash.logs import client_text
from liveflash.protocol import frames

TOPIC = "liveflash:development"

Push = Callable[[str, dict[str, Any]], str]


def follow_changes(listener: Listener) -> None:
    """Call ``listener`` for each changed file if DEBUG is on."""
    if conf.debug():
        file_watcher.add_listener(listener)


def forget_changes(listener: Listener) -> None:
    """Call ``listener`` no longer."""
    file_watcher.remove_listener(listener)


def crash(error: BaseException, view: str, event: str, payload: Any) -> list[str]:
    """Return the frame that shows a crash on the page, if DEBUG is on."""
    if not conf.debug():
        return []
    try:
        described = crash_report.describe(error, view, event, payload)
    except RecursionError:  # the payload nests too deep to be formatted
        described = crash_report.describe(error, view, event, client_text(payload))
    return [_push("crash", described)]


async def refresh(view: MountedView, change: Change, push: Push) -> list[str]:
    """Return the frames by which a page shows a changed file.

    A changed template of the live region is rendered into the page. If that changes
    nothing, the change is outside the region, and the page reloads. The flash survives
    the reload.
    """
    if change.kind == "style":
        return [_push("style", {})]
    await view.carry_over_to_reload(view.socket.flash.messages)
    if change.kind == "page":
        return [_push("reload", {})]
    result = await view.refresh()
    diff = push("diff", result.response["diff"])
    return [_push("before", {}), diff, _push("after", {})]


def _push(event: str, payload: dict[str, Any]) -> str:
    return frames.push(None, TOPIC, event, payload)
