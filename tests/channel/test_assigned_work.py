"""Template variables that ``assign_async`` loads in the background."""

import gc
import logging
import weakref
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.test import AsyncClient
from pytest_django import Settings

from liveflash import AsyncResult
from tests.channel.background import Gates, Socket, logged, state, use_gates
from tests.conftest import OpenPage

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.channel.background"),
]


@pytest.fixture
def gates(settings: Settings, tmp_path: Path) -> Gates:
    gates = use_gates(settings, tmp_path)
    gates.actions["load"] = lambda socket: socket.assign_async("value", gates.work, 7)
    gates.actions["fail"] = lambda socket: socket.assign_async("value", fail)
    return gates


async def fail() -> None:
    raise ValueError("Nothing found")


@dataclass
class Context:
    log: tuple[str, ...] = ()
    value: AsyncResult[int] = field(default_factory=AsyncResult)


async def test_it_is_loading_first(live: OpenPage, gates: Gates) -> None:
    page = await live("/working/")
    await page.event("load")
    assert state(page) == ["loading"]


async def test_its_value_is_shown(live: OpenPage, gates: Gates) -> None:
    gates.release()
    page = await live("/working/")
    await page.event("load")
    await page.push("diff")
    assert state(page) == ["ok", "7"]


async def test_an_attribute_of_an_object_is_set(live: OpenPage, gates: Gates) -> None:
    def load(socket: Socket) -> None:
        socket.context = Context()
        socket.assign_async("value", gates.work, 7)

    gates.actions["load"] = load
    gates.release()
    page = await live("/working/")
    await page.event("load")
    await page.push("diff")
    assert state(page) == ["ok", "7"]


async def test_it_does_not_call_handle_async(live: OpenPage, gates: Gates) -> None:
    gates.release()
    page = await live("/working/")
    await page.event("load")
    await page.push("diff")
    assert logged(page) == ""


async def test_it_keeps_its_value_while_it_loads_again(
    live: OpenPage, gates: Gates
) -> None:
    gates.release()
    page = await live("/working/")
    await page.event("load")
    await page.push("diff")
    gates.open.clear()
    await page.event("load")
    assert state(page) == ["loading", "ok", "7"]


async def test_an_error_is_shown_and_logged(
    live: OpenPage, gates: Gates, caplog: pytest.LogCaptureFixture
) -> None:
    page = await live("/working/")
    await page.event("fail")
    await page.push("diff")
    assert (state(page), caplog.messages) == (
        ["failed", "Nothing", "found"],
        ["WorkingView: assign_async('value') failed."],
    )


class Rows:
    """Something large that work has read."""


async def test_an_error_does_not_keep_the_variables_of_the_work(
    live: OpenPage, gates: Gates, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "liveflash")  # records keep tracebacks
    read: list[weakref.ref[Rows]] = []

    def load(rows: Rows) -> None:
        raise ValueError(rows is None)

    async def work() -> None:
        rows = Rows()
        read.append(weakref.ref(rows))
        try:
            load(rows)
        except ValueError as error:
            raise ExceptionGroup("no rows", [error, KeyError("row")]) from error

    gates.actions["start"] = lambda socket: socket.assign_async("value", work)
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    gc.collect()
    assert (state(page)[0], read[0]()) == ("failed", None)


async def test_it_keeps_its_value_if_loading_it_again_fails(
    live: OpenPage, gates: Gates
) -> None:
    gates.release()
    page = await live("/working/")
    await page.event("load")
    await page.push("diff")
    await page.event("fail")
    await page.push("diff")
    assert state(page) == ["ok", "failed", "7", "Nothing", "found"]


async def test_it_is_not_loading_after_it_is_cancelled(
    live: OpenPage, gates: Gates
) -> None:
    gates.actions["cancel"] = lambda socket: socket.cancel_async("value")
    page = await live("/working/")
    await page.event("load")
    await page.event("cancel")
    assert (state(page), gates.log) == ([], ["cancelled"])


async def test_the_http_response_shows_it_as_loading(gates: Gates) -> None:
    gates.actions["mount"] = lambda socket: socket.assign_async("value", gates.work())
    response = await AsyncClient().get("/working/")
    shown = response.content.decode().partition("<b>")[2].partition("</b>")[0]
    assert (shown.split(), gates.log) == (["loading"], [])
