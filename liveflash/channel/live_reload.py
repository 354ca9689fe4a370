"""Live reload for the page of a developer, while DEBUG is on.

Its frames have a topic of their own, which is never joined: the script
``client/src/development.ts`` listens to all frames of the socket.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.autoreload import BaseReloader

from liveflash import conf
from liveflash.channel.joined_view import JoinedView
from liveflash.channel.plain_page import PlainPage
from liveflash.debug import file_watcher
from liveflash.debug.file_watcher import Change, Listener
from liveflash.protocol import frames
from liveflash.views.live_view import LiveView
from liveflash.views.template_names import files_beside

TOPIC = "liveflash:development"

Push = Callable[[str, dict[str, Any]], str]


def follow_changes(listener: Listener) -> None:
    """Call ``listener`` for each changed file if DEBUG is on."""
    if conf.debug():
        file_watcher.add_listener(listener)


def forget_changes(listener: Listener) -> None:
    """Call ``listener`` no longer."""
    file_watcher.remove_listener(listener)


def watch_templates_of_views(sender: BaseReloader, **_kwargs: Any) -> None:
    """Watch the templates beside the modules of views.

    A receiver of ``autoreload_started``, when the URLconf has imported the views.
    """
    views = (view for view in _subclasses(LiveView) if not view.template_name)
    for directory in {file.parent for view in views for file in files_beside(view)}:
        file_watcher.watch_module_directory(directory, sender)


def _subclasses(view: type[LiveView[Any]]) -> Iterator[type[LiveView[Any]]]:
    for each in view.__subclasses__():
        yield each
        yield from _subclasses(each)


async def refresh(view: JoinedView, change: Change, push: Push) -> list[str]:
    """Return the frames by which a page shows a changed file.

    A changed template of the live region is rendered into the page. If that changes
    nothing, the change is outside the region, and the page reloads. The flash survives
    the reload.
    """
    if change.kind == "style":
        return [push_to_developer("style", {})]
    await view.carry_over_to_reload(view.flash.messages)
    if change.kind == "page" or isinstance(view, PlainPage):
        return [push_to_developer("reload", {})]
    result = await view.refresh()
    diff = push("diff", result.response["diff"])
    return [push_to_developer("before", {}), diff, push_to_developer("after", {})]


def push_to_developer(event: str, payload: dict[str, Any]) -> str:
    """Return a frame for the development script of the page."""
    return frames.push(None, TOPIC, event, payload)
