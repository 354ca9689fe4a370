"""The public names: what a release may not take away."""

import importlib
import inspect
import subprocess
import sys
from typing import Any

import pytest

import liveflash
from liveflash import testing
from liveflash.routing import websocket_urlpatterns
from liveflash.templatetags.liveflash import register

NAMES = {
    "AsyncResult",
    "Depends",
    "FlashMessage",
    "InfoEvent",
    "JS",
    "LiveView",
    "LiveViewSocket",
    "abroadcast",
    "add_flash",
    "apush_flash",
    "broadcast",
    "clear_flash",
    "event",
    "is_connected",
    "push_flash",
    "put_flash",
}
OF_THE_SOCKET = {
    *(
        "add_flash",
        "broadcast",
        "channel_session",
        "clear_flash",
        "connected",
        "context",
    ),
    *("flash", "live_title", "push_event", "push_navigate", "push_patch"),
    *("download", "put_flash", "redirect", "replace_navigate", "request"),
    *("schedule_info", "schedule_info_once", "session", "subscribe", "user"),
    *("assign_async", "cancel_async", "send_info", "start_async"),
}
OF_THE_VIEW = {
    *("as_view", "disconnect", "handle_event", "handle_info", "handle_params"),
    *("handle_async", "handle_flash", "handle_refused"),
    *("keep_flash_on_patch", "mount", "root_template_name", "template_name"),
}
OF_THE_KIT = {
    *("AsyncLiveTestCase", "Element", "Impossible", "Live"),
    *("LiveTestCase", "Page", "ServerRefused", "SyncLive", "SyncPage"),
    *("ViewCrashed", "assert_flash", "assert_no_flash"),
    "page_headers",
}
TAGS = {
    *("js", "live", "live_key", "live_navigate", "live_patch"),
    *("liveflash", "liveflash_scripts"),
}
OPTIONS = {
    "put_flash": "(key, value, **options)",
    "add_flash": "(key, value, **options)",
    "clear_flash": "(key=None)",
    "push_navigate": "(path, params=None)",
    "push_patch": "(path, params=None)",
    "replace_navigate": "(path, params=None)",
    "redirect": "(path, params=None, *, external=False)",
    "download": "(path, params=None)",
    "push_event": "(event, payload=None)",
    "assign_async": "(name, function, /, *args, **kwargs)",
    "cancel_async": "(name)",
    "send_info": "(event)",
    "start_async": "(name, function, /, *args, **kwargs)",
    "schedule_info": "(event, seconds)",
    "schedule_info_once": "(event, seconds=None)",
    "subscribe": "(topic)",
    "broadcast": "(topic, message)",
}


def plain_signature(function: Any) -> str:
    """Its parameters and defaults, without annotations."""
    signature = inspect.signature(function)
    parameters = [
        each.replace(annotation=inspect.Parameter.empty)
        for each in signature.parameters.values()
        if each.name != "self"
    ]
    bare = signature.replace(
        parameters=parameters, return_annotation=inspect.Signature.empty
    )
    return str(bare)


def test_the_package_offers_its_names() -> None:
    assert set(liveflash.__all__) == NAMES


def test_the_kit_offers_its_names() -> None:
    assert set(testing.__all__) == OF_THE_KIT


def test_the_socket_has_its_names() -> None:
    socket = set(dir(liveflash.LiveViewSocket))
    told = inspect.getsource(liveflash.LiveViewSocket.__init__)
    attributes = {name for name in OF_THE_SOCKET if f"self.{name}" in told}
    assert OF_THE_SOCKET - socket - attributes == set()


def test_the_view_has_its_names() -> None:
    assert OF_THE_VIEW - set(dir(liveflash.LiveView)) == set()


def test_the_socket_takes_its_arguments() -> None:
    found = {
        name: plain_signature(getattr(liveflash.LiveViewSocket, name))
        for name in OPTIONS
    }
    assert found == OPTIONS


def test_templates_have_their_tags() -> None:
    assert TAGS - set(register.tags) == set()


def test_the_socket_is_where_it_was() -> None:
    assert [str(each.pattern) for each in websocket_urlpatterns] == ["live/websocket"]


@pytest.mark.parametrize(
    "path",
    ["liveflash.context_processors.flash", "liveflash.routing.websocket_urlpatterns"],
)
def test_settings_can_name_it(path: str) -> None:
    module, _, name = path.rpartition(".")
    assert hasattr(importlib.import_module(module), name)


def test_the_package_can_be_imported_before_there_are_settings() -> None:
    code = "import liveflash; print(len(liveflash.__all__))"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"{len(NAMES)}\n", "")
