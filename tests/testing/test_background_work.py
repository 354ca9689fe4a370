"""``wait_for_async``: results of work that a view has started."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from django.urls import path
from pytest_django import Settings

from liveflash import AsyncResult, LiveView, LiveViewSocket
from liveflash.testing import Impossible, Live, SyncLive

Socket = LiveViewSocket[Any]

TEMPLATE = """{% load liveflash %}{% live %}{% liveflash %}
<button id="count" phx-click="count">+</button>
<button id="chain" phx-click="chain">+</button>
<button id="thread" phx-click="thread">+</button>
<button id="fail" phx-click="fail">+</button>
<button id="leave" phx-click="leave">+</button>
<button id="hang" phx-click="hang">+</button>
<p>{{ total }}</p>{% endlive %}"""


class JobsView(LiveView[Any]):
    template_name = "jobs.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {"total": 0}

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        work = {"thread": lambda: 5, "hang": asyncio.Event().wait}
        call = work.get(event) or getattr(self, event)
        socket.start_async(event, call, *([] if event in work else [socket]))

    async def count(self, _socket: Socket) -> int:
        await asyncio.sleep(0.01)
        return 1

    async def chain(self, socket: Socket) -> int:
        await asyncio.sleep(0.01)
        socket.start_async("next", self.count, socket)
        return 1

    async def fail(self, _socket: Socket) -> None:
        raise ZeroDivisionError("told to")

    async def leave(self, socket: Socket) -> None:
        socket.put_flash("info", "Sent along.")
        socket.push_navigate("/others/")

    async def handle_async(
        self, name: str, result: AsyncResult[Any], socket: Socket
    ) -> None:
        if result.failed:
            socket.put_flash("error", "It failed.")
        else:
            socket.context["total"] += result.value or 0


class OthersView(LiveView[Any]):
    template_name = "jobs.html"

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        socket.start_async(event, self.fail)

    async def fail(self) -> None:
        raise ZeroDivisionError("told to")


urlpatterns = [
    path("jobs/", JobsView.as_view()),
    path("others/", OthersView.as_view()),
]


@pytest.fixture(autouse=True)
def _pages(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "jobs.html").write_text(TEMPLATE)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(
    ("job", "total"), [("count", "1"), ("chain", "2"), ("thread", "5")]
)
async def test_the_result_is_shown(live: Live, job: str, total: str) -> None:
    page = await live("/jobs/")
    await page.click(f"#{job}")
    await page.wait_for_async()
    assert page.find("p").text == total


def test_a_sync_test_waits_too(sync_live: SyncLive) -> None:
    page = sync_live("/jobs/")
    page.click("#count")
    page.wait_for_async()
    assert page.find("p").text == "1"


async def test_without_work_nothing_is_waited_for(live: Live) -> None:
    page = await live("/jobs/")
    await page.wait_for_async()
    assert page.find("p").text == "0"


async def test_an_error_that_the_view_handles_is_not_raised(live: Live) -> None:
    page = await live("/jobs/")
    await page.click("#fail")
    await page.wait_for_async()
    assert page.flash == {"error": "It failed."}


async def test_an_error_that_the_view_does_not_handle_is_raised(live: Live) -> None:
    page = await live("/others/")
    await page.click("#fail")
    with pytest.raises(ZeroDivisionError, match="told to"):
        await page.wait_for_async()


async def test_a_navigation_of_the_work_is_followed(live: Live) -> None:
    page = await live("/jobs/")
    await page.click("#leave")
    await page.wait_for_async()
    assert (page.url, page.flash) == ("/others/", {"info": "Sent along."})


async def test_work_that_does_not_end_is_named(live: Live) -> None:
    page = await live("/jobs/")
    await page.click("#hang")
    with pytest.raises(AssertionError, match="The work 'hang' has not ended"):
        await page.wait_for_async(timeout=0.05)


async def test_a_page_that_is_not_live_cannot_be_waited_for(live: Live) -> None:
    page = await live("/jobs/")
    await page.close()
    with pytest.raises(Impossible):
        await page.wait_for_async()
