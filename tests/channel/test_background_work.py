"""Work that a view starts beside its handlers with ``start_async``."""

import asyncio
import logging
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from django.test import AsyncClient
from pytest_django import Settings

from tests.asgi import application
from tests.channel.background import Gates, Socket, logged, thread, use_gates
from tests.conftest import OpenPage
from tests.protocol_client.in_process import new_page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.channel.background"),
]


@pytest.fixture
def gates(settings: Settings, tmp_path: Path) -> Gates:
    return use_gates(settings, tmp_path)


def starts(gates: Gates, *args: Any, event: str = "start", **kwargs: Any) -> None:
    """Have an event start work named "job"."""
    gates.actions[event] = lambda socket: socket.start_async("job", *args, **kwargs)


async def fail() -> None:
    raise ValueError("no such thing")


# --- the result -----------------------------------------------------------------------


async def test_a_coroutine_function_is_called_with_its_arguments(
    live: OpenPage, gates: Gates
) -> None:
    starts(gates, gates.work, value=7)
    gates.release()
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    assert logged(page) == "job 7"


async def test_a_coroutine_is_awaited(live: OpenPage, gates: Gates) -> None:
    gates.actions["start"] = lambda socket: socket.start_async("job", gates.work(7))
    gates.release()
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    assert logged(page) == "job 7"


async def test_a_function_runs_in_a_thread_of_its_own_pool(
    live: OpenPage, gates: Gates
) -> None:
    starts(gates, thread)
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    assert logged(page) == "job liveflash-jobs"


async def test_an_awaitable_that_a_function_returns_is_awaited(
    live: OpenPage, gates: Gates
) -> None:
    starts(gates, lambda: gates.work(7))
    gates.release()
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    assert logged(page) == "job 7"


async def test_an_error_is_a_result(live: OpenPage, gates: Gates) -> None:
    starts(gates, fail)
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    assert logged(page) == "job ValueError(&#x27;no such thing&#x27;)"


async def test_a_cancelled_error_of_the_work_itself_is_a_result(
    live: OpenPage, gates: Gates
) -> None:
    async def interrupted() -> None:
        raise asyncio.CancelledError

    starts(gates, interrupted)
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    assert logged(page) == "job CancelledError()"


async def test_a_handler_may_be_sync(live: OpenPage, gates: Gates) -> None:
    starts(gates, gates.work)
    gates.release()
    page = await live("/sync/")
    await page.event("start")
    await page.push("diff")
    assert logged(page) == "job 1 in liveflash"


async def test_work_of_a_mount_begins_after_the_join(
    live: OpenPage, gates: Gates
) -> None:
    starts(gates, gates.work, event="mount")
    gates.release()
    page = await live("/working/")
    await page.push("diff")
    assert logged(page) == "job 1"


async def test_work_does_not_begin_for_the_http_response(gates: Gates) -> None:
    gates.actions["mount"] = lambda socket: socket.start_async("job", gates.work())
    gates.release()
    await AsyncClient().get("/working/")
    assert gates.log == []


async def test_work_does_not_begin_if_the_handler_raises(
    live: OpenPage, gates: Gates
) -> None:
    def start_and_raise(socket: Socket) -> None:
        socket.start_async("job", gates.work())
        raise ValueError

    gates.actions["start"] = start_and_raise
    gates.release()
    page = await live("/working/")
    await page.event("start")
    await page.join()
    assert gates.log == ["disconnected"]


async def test_context_that_work_has_changed_is_shown_at_its_end(
    live: OpenPage, gates: Gates
) -> None:
    async def change(socket: Socket) -> None:
        socket.context["log"].append("changed")

    gates.actions["start"] = lambda socket: socket.start_async("job", change, socket)
    page = await live("/quiet/")
    await page.event("start")
    await page.push("diff")
    assert logged(page) == "changed"


async def test_an_error_is_logged_if_the_view_does_not_handle_it(
    live: OpenPage, gates: Gates, caplog: pytest.LogCaptureFixture
) -> None:
    starts(gates, fail)
    page = await live("/quiet/")
    await page.event("start")
    await page.event("another")
    raised = caplog.records[0].exc_info[1]  # type: ignore[index]
    assert (caplog.messages, str(raised)) == (
        ["QuietView raised at start_async('job')"],
        "no such thing",
    )


async def test_an_error_does_not_restart_the_view(live: OpenPage, gates: Gates) -> None:
    starts(gates, fail)
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    reply = await page.event("anything")
    assert (reply["status"], len(gates.sockets)) == ("ok", 2)


@pytest.mark.parametrize(
    ("name", "work"),
    [("", fail), (1, fail), ("job", None), ("job", 7), ("job", "fail")],
)
async def test_work_that_cannot_be_called_is_refused(
    gates: Gates, name: Any, work: Any
) -> None:
    gates.actions["mount"] = lambda socket: socket.start_async(name, work)
    with pytest.raises(TypeError, match="work"):
        await AsyncClient().get("/working/")


# --- beside the handlers --------------------------------------------------------------


@pytest.mark.parametrize("kind", ["work", "work_in_thread"])
async def test_events_are_answered_while_work_goes_on(
    live: OpenPage, gates: Gates, kind: str
) -> None:
    starts(gates, getattr(gates, kind))
    page = await live("/working/")
    await page.event("start")
    replies = [await page.event("other") for _ in range(3)]
    before = list(gates.log)
    gates.release()
    await page.push("diff")
    assert ([r["status"] for r in replies], before, gates.log, logged(page)) == (
        ["ok"] * 3,
        [],
        ["worked"],
        "job 1",
    )


async def test_sync_handlers_do_not_wait_for_work_in_threads(
    live: OpenPage, gates: Gates, settings: Settings
) -> None:
    gates.actions["start"] = lambda socket: [
        socket.start_async(str(number), gates.work_in_thread) for number in range(16)
    ]
    pages = [await live("/sync/") for _ in range(4)]
    for page in pages:
        await page.event("start")
    gates.actions["quick"] = lambda socket: socket.start_async("0", gates.work)
    gates.open.set()
    await pages[0].event("quick")
    await pages[0].push("diff")
    assert logged(pages[0]) == "0 1 in liveflash"
    gates.release()


async def test_a_message_of_the_work_is_shown_at_once(
    live: OpenPage, gates: Gates
) -> None:
    async def work(socket: Socket) -> None:
        socket.put_flash("info", "Half done")
        await gates.work()

    gates.actions["start"] = lambda socket: socket.start_async("job", work, socket)
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    assert (page.texts, gates.log) == (["Half done"], [])


async def test_work_may_navigate(live: OpenPage, gates: Gates) -> None:
    async def work(socket: Socket) -> None:
        socket.put_flash("info", "Done")
        socket.push_navigate("/quiet/")

    gates.actions["start"] = lambda socket: socket.start_async("job", work, socket)
    page = await live("/working/")
    await page.event("start")
    pushed = await page.push("live_redirect")
    await page.navigate(pushed["to"], pushed["flash"])
    assert page.texts == ["Done"]


async def test_a_thread_may_start_work(live: OpenPage, gates: Gates) -> None:
    def start(socket: Socket) -> None:
        args = ("job", gates.work)
        threading.Thread(target=socket.start_async, args=args).start()

    gates.actions["start"] = start
    gates.release()
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    assert logged(page) == "job 1"


async def test_work_may_start_work(live: OpenPage, gates: Gates) -> None:
    async def work(socket: Socket) -> None:
        await asyncio.sleep(0.01)
        socket.start_async("next", gates.work)

    gates.actions["start"] = lambda socket: socket.start_async("job", work, socket)
    gates.release()
    page = await live("/working/")
    await page.event("start")
    while "next" not in logged(page):
        await page.push("diff")
    assert logged(page) == "job None, next 1"


# --- names, and the end of work -------------------------------------------------------


async def test_work_replaces_that_of_its_name(live: OpenPage, gates: Gates) -> None:
    starts(gates, gates.work, 1)
    starts(gates, gates.work, 2, event="again")
    page = await live("/working/")
    await page.event("start")
    await page.event("again")
    gates.release()
    await page.push("diff")
    assert (logged(page), gates.log) == ("job 2", ["cancelled", "worked"])


async def test_work_that_is_replaced_in_its_own_turn_never_begins(
    live: OpenPage, gates: Gates
) -> None:
    def start_twice(socket: Socket) -> None:
        socket.start_async("job", gates.work(1))
        socket.start_async("job", gates.work(2))

    gates.actions["start"] = start_twice
    gates.release()
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    assert (logged(page), gates.log) == ("job 2", ["worked"])


async def test_a_result_that_waits_is_dropped_if_the_work_starts_again(
    live: OpenPage, gates: Gates
) -> None:
    async def start_again(socket: Socket) -> None:
        gates.release()
        await asyncio.sleep(0.1)
        socket.start_async("job", gates.work, 2)

    starts(gates, gates.work, 1)
    gates.actions["again"] = start_again
    page = await live("/working/")
    await page.event("start")
    await page.event("again")
    await page.push("diff")
    assert logged(page) == "job 2"


async def test_work_is_cancelled_by_its_name(live: OpenPage, gates: Gates) -> None:
    starts(gates, gates.work)
    gates.actions["cancel"] = lambda socket: socket.cancel_async("job")
    page = await live("/working/")
    await page.event("start")
    await page.event("cancel")
    silent = await page.socket.receive_nothing(0.1)
    assert (silent, gates.log, gates.sockets[-1].jobs) == (True, ["cancelled"], ())


async def test_an_absent_name_is_cancelled_without_an_error(
    live: OpenPage, gates: Gates
) -> None:
    gates.actions["cancel"] = lambda socket: socket.cancel_async("job")
    page = await live("/working/")
    assert (await page.event("cancel"))["status"] == "ok"


async def test_the_result_of_a_cancelled_thread_is_dropped(
    live: OpenPage, gates: Gates
) -> None:
    starts(gates, gates.work_in_thread)
    gates.actions["cancel"] = lambda socket: socket.cancel_async("job")
    page = await live("/working/")
    await page.event("start")
    await page.event("cancel")
    gates.release()
    silent = await page.socket.receive_nothing(0.1)
    assert (silent, logged(page)) == (True, "")


async def test_a_page_has_a_limit(
    live: OpenPage, gates: Gates, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LIVEFLASH_MAX_ASYNC = 2
    gates.actions["start"] = lambda socket: [
        socket.start_async(name, gates.work()) for name in ("a", "b", "a", "c")
    ]
    page = await live("/working/")
    await page.event("start")
    assert "raise LIVEFLASH_MAX_ASYNC" in caplog.text


async def test_work_that_has_ended_does_not_count(
    live: OpenPage, gates: Gates, settings: Settings
) -> None:
    settings.LIVEFLASH_MAX_ASYNC = 1
    gates.actions["start"] = lambda socket: socket.start_async(
        f"job{len(gates.log)}", gates.work
    )
    gates.release()
    page = await live("/working/")
    for _ in range(3):
        await page.event("start")
        await page.push("diff")
    assert logged(page) == "job0 1, job1 1, job2 1"


# --- the end of the page --------------------------------------------------------------


@pytest.mark.parametrize("end", ["leave", "drop", "crash"])
async def test_work_is_cancelled_with_its_page(
    live: OpenPage, gates: Gates, end: str
) -> None:
    def crash(_socket: Socket) -> None:
        raise ValueError

    starts(gates, gates.work)
    gates.actions["crash"] = crash
    page = new_page(application, "/working/", AsyncClient())
    await page.open()
    await page.event("start")
    await asyncio.sleep(0)
    match end:
        case "leave":
            await page.send("phx_leave")
        case "crash":
            await page.event("crash")
    await page.disconnect()
    assert (gates.log, gates.sockets[-1].jobs) == (["cancelled", "disconnected"], ())


async def test_work_that_is_not_to_be_cancelled_is_warned_of(
    live: OpenPage,
    gates: Gates,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def stubborn() -> None:
        while not gates.open.is_set():
            with suppress(asyncio.CancelledError):
                await gates.open.wait()

    monkeypatch.setattr("liveflash.channel.background_tasks.CANCEL_GRACE_SECONDS", 0.05)
    starts(gates, stubborn)
    page = new_page(application, "/working/", AsyncClient())
    await page.open()
    await page.event("start")
    await page.disconnect()
    gates.release()
    warnings = [r.message for r in caplog.records if r.levelno == logging.WARNING]
    assert [text[:26] for text in warnings] == ["Work that WorkingView has "]


async def test_a_reconnect_loses_no_message_and_ends_the_work(
    live: OpenPage, gates: Gates
) -> None:
    async def work(socket: Socket) -> None:
        socket.put_flash("info", "Half done")
        await gates.work()

    gates.actions["start"] = lambda socket: socket.start_async("job", work, socket)
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    await page.reconnect()
    assert (page.texts, gates.log) == (["Half done"], ["cancelled", "disconnected"])


async def test_a_reconnect_shows_what_work_puts_while_it_is_cancelled(
    live: OpenPage, gates: Gates
) -> None:
    async def work(socket: Socket) -> None:
        message = socket.put_flash("info", "Half done")
        try:
            await gates.work()
        finally:
            message.update("Stopped")

    gates.actions["start"] = lambda socket: socket.start_async("job", work, socket)
    page = await live("/working/")
    await page.event("start")
    await page.push("diff")
    await page.reconnect()
    assert page.texts == ["Stopped"]


async def test_what_work_puts_just_before_a_drop_is_shown_by_the_reconnect(
    live: OpenPage, gates: Gates
) -> None:
    async def work(socket: Socket) -> None:
        await gates.work()
        socket.put_flash("info", "Just now")
        await asyncio.Event().wait()

    gates.actions["start"] = lambda socket: socket.start_async("job", work, socket)
    page = await live("/working/")
    await page.event("start")
    gates.release()
    await page.reconnect()
    assert page.texts == ["Just now"]


async def test_a_crash_drops_what_work_puts_while_it_is_cancelled(
    live: OpenPage, gates: Gates
) -> None:
    async def work(socket: Socket) -> None:
        try:
            await gates.work()
        finally:
            socket.put_flash("info", "Stopped")

    def crash(socket: Socket) -> None:
        socket.put_flash("error", "Not shown")
        raise ValueError

    gates.actions["start"] = lambda socket: socket.start_async("job", work, socket)
    gates.actions["crash"] = crash
    page = await live("/working/")
    await page.event("start")
    await page.event("crash")
    await page.join()
    assert page.texts == []


async def test_a_mount_may_start_the_work_again(live: OpenPage, gates: Gates) -> None:
    starts(gates, gates.work, event="mount")
    page = await live("/working/")
    await page.reconnect()
    gates.release()
    await page.push("diff")
    assert (logged(page), gates.log) == (
        "job 1",
        ["cancelled", "disconnected", "worked"],
    )


async def test_work_does_not_begin_in_disconnect(live: OpenPage, gates: Gates) -> None:
    starts(gates, gates.work, event="disconnect")
    gates.release()
    page = await live("/working/")
    await page.disconnect()
    assert gates.log == ["disconnected"]


async def test_a_thousand_pages_leave_no_task_behind(gates: Gates) -> None:
    starts(gates, gates.work, event="mount")
    before = len(asyncio.all_tasks())
    client = AsyncClient()
    for _ in range(20):
        pages = [new_page(application, "/working/", client) for _ in range(50)]
        for page in pages:
            await page.open()
        for page in pages:
            await page.disconnect()
    assert (len(asyncio.all_tasks()) - before, gates.log.count("cancelled")) == (
        0,
        1000,
    )
