"""The tests of the protocol and of flash, on real sockets of each ASGI server.

They are those of the modules named here that ask for nothing but ``live``: what looks
into the database or the log of the server's process stays there.
"""

import inspect
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest

from liveflash.channel import close_codes
from tests.channel import test_channel, test_journeys
from tests.conftest import OpenPage

# They look into the server's process.
INSIDE = {
    "test_a_burst_of_one_visitor_lets_others_through",
    "test_a_lazy_queryset_renders_after_an_async_handler",
    "test_a_page_with_nothing_to_keep_stores_nothing",
    "test_a_plain_view_sends_flash_to_a_live_page",
    "test_a_record_is_no_login",
    "test_a_value_that_cannot_be_stored_crashes_its_view",
    "test_disconnect_is_called_when_the_socket_is_lost",
    "test_disconnect_is_called_when_the_topic_is_left",
    "test_plain_callbacks_use_the_database",
    "test_flash_that_a_plain_view_sent_is_gone_after_a_reload",
}


def of_the_page(module: ModuleType) -> Iterator[tuple[str, Any]]:
    """The tests of a module that need a page and nothing else."""
    for name, test in vars(module).items():
        if name.startswith("test_") and name not in INSIDE:
            marks = getattr(test, "pytestmark", ())
            given = {"live"}
            for mark in marks:
                if mark.name == "parametrize":
                    names = mark.args[0]
                    given |= set(names.split(", ") if isinstance(names, str) else names)
            asked = set(inspect.signature(test).parameters)
            if "live" in asked and asked <= given:
                yield name, test


for _module in (test_channel, test_journeys):
    globals().update(of_the_page(_module))


async def test_a_foreign_origin_is_refused(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.disconnect()
    refused = not await page.connect(origin="http://evil.example")
    await page.connect()
    assert refused


async def test_a_malformed_frame_closes_the_socket(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.send_raw("no frame")
    with pytest.raises(ConnectionAbortedError) as raised:
        await page.receive()
    assert raised.value.args == (close_codes.MALFORMED,)
