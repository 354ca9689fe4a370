"""Messages that follow the work of a view, in a task or thread of its own."""

import asyncio
import logging
import re
import threading
from contextlib import suppress
from typing import Any

import pytest
from django.test import AsyncClient, RequestFactory
from django.urls import path
from django.utils import translation
from pytest_django import Settings

from liveflash import LiveView, LiveViewSocket
from liveflash.flash.flash import Flash
from tests.asgi import application
from tests.conftest import Later, OpenPage
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

Socket = LiveViewSocket[Any]


class WorkingView(LiveView[Any]):
    """A view that works in a task, which goes on with each event "next"."""

    template_name = "plain.html"

    async def mount(self, _socket: Socket, _session: Any) -> None:
        self.steps: asyncio.Queue[str] = asyncio.Queue()
        self.task: asyncio.Task[None] | None = None

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        match event:
            case "start":
                self.task = asyncio.create_task(self.work(socket, payload))
            case "thread":
                threading.Thread(target=work_in_thread, args=(socket,)).start()
            case "in turn":
                async with socket.progress("import", "Importing…"):
                    await asyncio.sleep(payload["seconds"])
            case "clear":
                socket.clear_flash()
            case "crash":
                raise RuntimeError("told to")
            case _:
                self.steps.put_nowait(event)

    async def disconnect(self, _socket: Socket) -> None:
        if self.task is not None:
            self.task.cancel()

    async def work(self, socket: Socket, options: Any) -> None:
        with suppress(ValueError):
            await self.import_rows(socket, options)

    async def import_rows(self, socket: Socket, options: Any) -> None:
        async with socket.progress("import", "Importing…", **options) as step:
            while (command := await self.steps.get()) != "end":
                match command:
                    case "text":
                        step.update("Row 2")
                    case "fraction":
                        step.update(fraction=0.25)
                    case "many":
                        for number in range(1000):
                            step.update(f"Row {number}", fraction=number / 1000)
                            await asyncio.sleep(0)
                    case "own end":
                        step.done("Imported 3 rows.")
                    case "fail":
                        raise ValueError("row 3")
                    case "cancel":
                        raise asyncio.CancelledError


def work_in_thread(socket: Socket) -> None:
    with socket.progress("import", "Importing…", done="Imported.") as step:
        step.update(fraction=0.5)


urlpatterns = [path("working/", WorkingView.as_view())]


def texts(page: LivePage) -> list[str]:
    return re.findall(r'class="liveflash-text">([^<]*)<', page.html)


def levels(page: LivePage) -> list[str]:
    return re.findall(r'data-level="([^"]*)"', page.html)


def ids(page: LivePage) -> list[str]:
    return re.findall(r'<liveflash-message id="([^"]*)"', page.html)


async def start(live: OpenPage, **options: Any) -> LivePage:
    page = await live("/working/")
    await page.event("start", options)
    await page.push("diff")
    return page


async def until(page: LivePage, *commands: str) -> None:
    """Have the task run commands, and wait for what it shows of the last."""
    for command in commands:
        await page.event(command)
    await page.push("diff")


async def test_a_block_shows_a_loading_message_at_its_start(live: OpenPage) -> None:
    page = await start(live)
    assert (texts(page), levels(page)) == (["Importing…"], ["loading"])


async def test_a_loading_message_has_no_timeout(live: OpenPage) -> None:
    page = await start(live)
    assert "data-liveflash-timeout" not in page.html


async def test_a_step_changes_text_and_fraction_in_place(live: OpenPage) -> None:
    page = await start(live)
    before = ids(page)
    await until(page, "fraction")
    assert (texts(page), 'value="0.25"' in page.html) == (["Importing…"], True)
    await until(page, "text")
    assert (texts(page), 'value="0.25"' in page.html) == (["Row 2"], True)
    assert ids(page) == before


async def test_the_end_of_a_block_is_a_success_for_4_seconds(
    live: OpenPage, later: Later
) -> None:
    page = await start(live)
    before = ids(page)
    await until(page, "fraction", "end")
    assert (texts(page), levels(page)) == (["Done."], ["success"])
    assert 'data-liveflash-timeout="4' in page.html
    assert ("<progress" in page.html, ids(page)) == (False, before)


async def test_the_end_has_the_text_of_the_block(live: OpenPage) -> None:
    page = await start(live, done="Imported.")
    await until(page, "end")
    assert texts(page) == ["Imported."]


async def test_the_end_has_the_text_of_the_step(live: OpenPage) -> None:
    page = await start(live, done="Imported.")
    await until(page, "own end", "end")
    assert texts(page) == ["Imported 3 rows."]


async def test_an_exception_is_an_error_that_stays(live: OpenPage) -> None:
    page = await start(live)
    before = ids(page)
    await until(page, "fail")
    assert (texts(page), levels(page)) == (["This could not be done."], ["error"])
    assert ("data-liveflash-timeout" in page.html, ids(page)) == (False, before)


async def test_an_error_has_the_text_of_the_block(live: OpenPage) -> None:
    page = await start(live, failed="The file is no CSV.")
    await until(page, "fail")
    assert texts(page) == ["The file is no CSV."]


async def test_an_error_stays_where_errors_have_a_time(
    live: OpenPage, settings: Settings
) -> None:
    settings.LIVEFLASH_TIMEOUTS = {"error": 5}
    page = await start(live)
    await until(page, "fail")
    assert "data-liveflash-timeout" not in page.html


def test_an_exception_goes_on() -> None:
    socket = Socket(request_of_page(), connected=False)
    with pytest.raises(ValueError, match="row 3"), socket.progress("import", "…"):
        raise ValueError("row 3")


@pytest.mark.parametrize("work", [None, KeyError("row 3")])
def test_an_end_that_cannot_be_shown_leaves_no_loading_message(
    work: Exception | None,
) -> None:
    socket = Socket(request_of_page(), connected=False, flash=Flash(max_bytes=100))
    block = socket.progress("import", "…", done="x" * 200, failed="x" * 200)

    def run() -> None:
        with block:
            if work is not None:
                raise work

    with pytest.raises(ValueError, match="LIVEFLASH_MAX_FLASH_SIZE"):
        run()
    assert not socket.flash.messages


def request_of_page() -> Any:
    return RequestFactory().get("/working/")


def test_the_default_texts_are_translated() -> None:
    socket = Socket(request_of_page(), connected=False)
    with translation.override("de"), socket.progress("import", "…"):
        pass
    with translation.override("de"):
        assert str(socket.flash["import"]) == "Fertig."


async def test_work_that_is_cancelled_leaves_no_message(live: OpenPage) -> None:
    page = await start(live)
    await until(page, "cancel")
    assert texts(page) == []


async def test_a_dismissed_message_shows_its_end_only(live: OpenPage) -> None:
    page = await start(live)
    (element_id,) = ids(page)
    await page.clear_flash(id=element_id.removeprefix("liveflash-"))
    await page.event("text")
    assert texts(page) == []
    await until(page, "end")
    assert texts(page) == ["Done."]


async def test_a_message_that_a_patch_clears_shows_its_end_only(live: OpenPage) -> None:
    page = await start(live)
    await page.patch("/working/?page=2")
    await page.event("text")
    assert texts(page) == []
    await until(page, "end")
    assert texts(page) == ["Done."]


async def test_a_message_that_the_view_clears_stays_away(live: OpenPage) -> None:
    page = await start(live)
    await page.event("clear")
    await page.event("end")
    assert (texts(page), await page.socket.receive_nothing(0.3)) == ([], True)


async def test_a_thread_may_use_a_plain_with(live: OpenPage) -> None:
    page = await live("/working/")
    await page.event("thread")
    while texts(page) != ["Imported."]:
        await page.push("diff")
    assert levels(page) == ["success"]


async def test_of_many_updates_a_page_is_sent_few(live: OpenPage) -> None:
    page = await start(live)
    await page.event("many")
    diffs = 0
    while texts(page) != ["Row 999"]:
        await page.push("diff")
        diffs += 1
    assert diffs < 100


@pytest.mark.parametrize("way", ["disconnect", "crash"])
async def test_a_page_that_comes_back_shows_no_work_of_its_former_view(
    live: OpenPage, way: str
) -> None:
    page = await start(live)
    if way == "crash":
        await page.event("crash")
        await page.join()
    else:
        await page.reconnect()
    assert texts(page) == []


class StartingView(WorkingView):
    async def mount(self, socket: Socket, session: Any) -> None:
        await super().mount(socket, session)
        socket.put_flash("import", "Importing…", level="loading")


urlpatterns.append(path("starting/", StartingView.as_view()))


async def test_a_mount_shows_its_work_again_when_the_page_comes_back(
    live: OpenPage,
) -> None:
    page = await live("/starting/")
    before = (texts(page), ids(page))
    await page.reconnect()
    assert (texts(page), ids(page)) == before == (["Importing…"], before[1])


async def test_work_in_a_callback_is_hinted_at(
    live: OpenPage, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DEBUG = True
    page = await live("/working/")
    await page.event("in turn", {"seconds": 0.15})
    hints = [r.message for r in caplog.records if "socket.start_async" in r.message]
    assert [("'import'" in hint) for hint in hints] == [True]


async def test_work_that_was_shown_is_not_hinted_at(
    live: OpenPage, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DEBUG = True
    caplog.set_level(logging.WARNING, "liveflash")
    page = await start(live)
    await asyncio.sleep(0.15)
    await until(page, "end")
    assert caplog.records == []


async def test_a_page_that_is_left_warns_of_no_late_progress(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DEBUG = True
    caplog.set_level(logging.WARNING, "liveflash")
    page = new_page(application, "/working/", AsyncClient())
    await page.open()
    await page.event("start", {})
    await page.push("diff")
    await page.event("many")
    await page.disconnect()
    await asyncio.sleep(0.2)
    assert caplog.records == []
