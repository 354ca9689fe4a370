"""What a view does outside of its turns: in tasks, in threads, at its end."""

import asyncio
import logging
import re
import threading
from typing import Any

import pytest
from django.contrib import messages
from django.test import AsyncClient
from django.urls import path
from pytest_django import Settings

from liveflash import LiveView, LiveViewSocket
from tests.asgi import application
from tests.conftest import OpenPage
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

Socket = LiveViewSocket[Any]

_tasks: set[asyncio.Task[None]] = set()


class WorkingView(LiveView[Any]):
    """A view that starts work of its own."""

    template_name = "plain.html"

    async def mount(self, socket: Socket, _session: Any) -> None:
        self.job = socket.put_flash("job", "0 %")

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> Any:
        match event:
            case "work" if payload.get("in") == "thread":
                work = self.work(payload["do"], socket)
                threading.Thread(target=asyncio.run, args=(work,)).start()
            case "work":
                task = asyncio.create_task(self.work(payload["do"], socket))
                _tasks.add(task)
                task.add_done_callback(_tasks.discard)
            case "leave":
                await asyncio.sleep(0.1)  # meanwhile a task puts a message
                socket.push_navigate("/listening/")
            case "thread":
                put = socket.put_flash
                threading.Timer(0.05, put, ("info", "From a thread")).start()
            case "slow":
                socket.put_flash("first", "First")
                await asyncio.sleep(0.3)
                socket.put_flash("last", "Last")
            case "crash":
                socket.broadcast("news", "Not sent")
                raise ValueError
            case "listen":
                socket.subscribe("news")

    async def handle_info(self, event: Any, socket: Socket) -> None:
        socket.put_flash("news", getattr(event, "payload", event))

    async def work(  # noqa: PLR0912 - it does as it is told
        self, do: str, socket: Socket
    ) -> None:
        await asyncio.sleep(0.05)
        match do:
            case "put":
                socket.put_flash("info", "Done")
            case "message":
                messages.success(socket, "Done")  # type: ignore[arg-type]
            case "many":
                for number in range(50):
                    socket.put_flash("info", f"{number} done")
            case "update":
                self.job.update("50 %")
            case "clear":
                self.job.clear()
            case "clear all":
                socket.clear_flash()
            case "push":
                socket.push_event("greet", {"name": "Ada"})
            case "patch":
                socket.push_patch("/working/?page=2")
            case "navigate":
                socket.put_flash("info", "Done")
                socket.push_navigate("/listening/")
            case "redirect":
                socket.redirect("/plain/")
            case "timer":
                socket.schedule_info_once("Rung", 0)
            case "info":
                socket.send_info("Sent")
            case "title":
                socket.live_title = "Done"
            case "subscribe":
                socket.subscribe("news")
            case "broadcast":
                socket.broadcast("news", "Told")


class ListeningView(WorkingView):
    async def mount(self, socket: Socket, _session: Any) -> None:
        socket.subscribe("news")


class EndingView(WorkingView):
    """A view that does something when its page is left."""

    async def disconnect(self, socket: Socket) -> None:
        match socket.request.GET["do"]:
            case "broadcast":
                socket.broadcast("news", "Left")
            case "put":
                socket.put_flash("info", "Nobody sees this")
            case "push":
                socket.push_event("greet")
            case "redirect":
                socket.redirect("/plain/")
            case "timer":
                socket.schedule_info("tick", 1)
            case "subscribe":
                socket.subscribe("news")


class SyncEndingView(EndingView):
    def disconnect(self, socket: Socket) -> None:  # type: ignore[override]
        socket.broadcast("news", "Left in a thread")


class SendingAwayView(LiveView[Any]):
    """A view whose mount broadcasts and then sends the visitor away."""

    template_name = "plain.html"

    async def mount(self, socket: Socket, _session: Any) -> None:
        if socket.connected or "http" in socket.request.GET:
            phase = "joined" if socket.connected else "http"
            socket.broadcast("news", f"Sent away, {phase}")
            socket.redirect("/listening/")


urlpatterns = [
    path("working/", WorkingView.as_view()),
    path("listening/", ListeningView.as_view()),
    path("ending/", EndingView.as_view()),
    path("sync-ending/", SyncEndingView.as_view()),
    path("away/", SendingAwayView.as_view()),
]


def texts(page: LivePage) -> list[str]:
    return re.findall(r'class="liveflash-text">([^<]*)<', page.html)


async def work(page: LivePage, do: str, place: str = "task") -> None:
    await page.event("work", {"do": do, "in": place})


in_each = pytest.mark.parametrize("place", ["task", "thread"])


async def is_silent(page: LivePage) -> bool:
    """Whether the server sends nothing more."""
    return bool(await page.socket.receive_nothing(0.3))


@pytest.mark.parametrize(
    ("do", "shown"),
    [
        ("put", ["0 %", "Done"]),
        ("message", ["0 %", "Done"]),
        ("many", ["0 %", "49 done"]),
        ("update", ["50 %"]),
        ("clear", []),
        ("clear all", []),
        ("timer", ["0 %", "Rung"]),
        ("info", ["0 %", "Sent"]),
    ],
)
@in_each
async def test_a_task_changes_the_messages_at_once(
    live: OpenPage, do: str, shown: list[str], place: str
) -> None:
    page = await live("/working/")
    await work(page, do, place)
    while texts(page) != shown:
        await page.push("diff")
    assert await is_silent(page)


@in_each
async def test_a_task_sets_the_title(live: OpenPage, place: str) -> None:
    page = await live("/working/")
    await work(page, "title", place)
    assert (await page.push("diff"))["t"] == "Done"


@in_each
async def test_a_task_subscribes(live: OpenPage, place: str) -> None:
    page, other = await live("/working/"), await live("/working/")
    await work(page, "subscribe", place)
    await asyncio.sleep(0.15)
    await work(other, "broadcast")
    await page.push("diff")
    assert texts(page) == ["0 %", "Told"]


async def test_a_message_of_a_task_travels_with_a_navigation_of_a_handler(
    live: OpenPage,
) -> None:
    page = await live("/working/")
    await work(page, "put")
    reply = await page.event("leave")
    pushed = reply["response"]["live_redirect"]
    await page.navigate(pushed["to"], pushed["flash"])
    assert texts(page) == ["Done"]


async def test_a_thread_shows_a_message_at_once(live: OpenPage) -> None:
    page = await live("/working/")
    await page.event("thread")
    await page.push("diff")
    assert texts(page) == ["0 %", "From a thread"]


@in_each
async def test_a_task_pushes_an_event(live: OpenPage, place: str) -> None:
    page = await live("/working/")
    await work(page, "push", place)
    assert await page.push("diff") == {"e": [["greet", {"name": "Ada"}]]}


@in_each
async def test_a_task_patches(live: OpenPage, place: str) -> None:
    page = await live("/working/")
    await work(page, "patch", place)
    expected = {"kind": "push", "to": "/working/?page=2"}
    assert await page.push("live_patch") == expected


@in_each
async def test_a_task_redirects(live: OpenPage, place: str) -> None:
    page = await live("/working/")
    await work(page, "redirect", place)
    assert (await page.push("redirect"))["to"] == "/plain/"


async def test_a_message_of_a_task_travels_with_its_navigation(
    live: OpenPage,
) -> None:
    """A turn may show the message of a thread before the thread navigates."""
    page = await live("/working/")
    await work(page, "navigate", "task")
    pushed = await page.push("live_redirect")
    await page.navigate(pushed["to"], pushed["flash"])
    assert texts(page) == ["Done"]


@in_each
async def test_a_task_broadcasts(live: OpenPage, place: str) -> None:
    page, other = await live("/working/"), await live("/listening/")
    await work(page, "broadcast", place)
    await other.push("diff")
    assert texts(other) == ["Told"]


async def test_a_message_that_is_put_during_a_turn_comes_with_it(
    live: OpenPage,
) -> None:
    page = await live("/working/")
    await work(page, "put")
    await page.event("slow")
    assert (texts(page), await is_silent(page)) == (
        ["0 %", "First", "Done", "Last"],
        True,
    )


async def test_a_message_of_a_task_outlives_a_reconnect(live: OpenPage) -> None:
    page = await live("/working/")
    await work(page, "put")
    await page.push("diff")
    await page.reconnect()
    assert texts(page) == ["0 %", "Done"]


async def test_handlers_alone_cause_no_further_turn(live: OpenPage) -> None:
    page = await live("/working/")
    await page.event("slow")
    assert await is_silent(page)


async def test_a_task_that_outlives_its_page_is_warned_of(
    live: OpenPage, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    page = await live("/working/")
    settings.DEBUG = True
    await work(page, "put")
    await page.send("phx_leave")
    await asyncio.sleep(0.3)
    assert warned(caplog) == ["WorkingView"]


# --- the end of a page ----------------------------------------------------------------


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Of what was warned that it reaches no page."""
    return [
        str(record.args[0])  # type: ignore[index]
        for record in caplog.records
        if record.levelno == logging.WARNING and "nobody sees it" in record.msg
    ]


@pytest.mark.parametrize(
    ("url", "text"),
    [("/ending/?do=broadcast", "Left"), ("/sync-ending/", "Left in a thread")],
    ids=["async", "sync"],
)
@pytest.mark.parametrize("end", ["leave", "lose", "crash", "many", "stop"])
async def test_disconnect_broadcasts(
    live: OpenPage, url: str, text: str, end: str
) -> None:
    other = await live("/listening/")
    page = new_page(application, url, AsyncClient())
    await page.open()
    match end:
        case "leave":
            await page.send("phx_leave")
        case "crash":
            await page.event("crash")
        case "many":
            for _ in range(300):
                await page.post("event", {"type": "click"})
            await page.close_code()
        case "stop":
            page.socket.future.cancel()
    await page.disconnect()
    await other.push("diff")
    assert texts(other) == [text]


@pytest.mark.parametrize("do", ["put", "push", "redirect", "timer", "subscribe"])
async def test_what_disconnect_cannot_do_is_warned_of(
    live: OpenPage, settings: Settings, caplog: pytest.LogCaptureFixture, do: str
) -> None:
    page = await live(f"/ending/?do={do}")
    settings.DEBUG = True
    await page.send("phx_leave")
    await asyncio.sleep(0.2)
    assert warned(caplog) == ["EndingView.disconnect"]


async def test_what_disconnect_can_do_is_not_warned_of(
    live: OpenPage, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    page = await live("/ending/?do=broadcast")
    settings.DEBUG = True
    await page.send("phx_leave")
    await asyncio.sleep(0.2)
    assert warned(caplog) == []


# --- a mount that sends the visitor away ----------------------------------------------


async def test_a_join_that_redirects_broadcasts(live: OpenPage) -> None:
    other = await live("/listening/")
    await live("/away/")
    await other.push("diff")
    assert texts(other) == ["Sent away, joined"]


async def test_a_page_that_redirects_broadcasts(live: OpenPage) -> None:
    other = await live("/listening/")
    await AsyncClient().get("/away/?http=1")
    await other.push("diff")
    assert texts(other) == ["Sent away, http"]
