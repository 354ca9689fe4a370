"""Exceptions of any kind crash their view, and nothing else."""

import asyncio
import json
import logging
from typing import Any

import pytest
from django.urls import path

from liveflash import LiveView, LiveViewSocket
from tests import urls
from tests.conftest import OpenPage
from tests.protocol_client.page import refusal

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.channel.test_crashes"),
]

Socket = LiveViewSocket[dict[str, Any]]


class OwnInterruptError(BaseException):
    """An exception that is no ``Exception``."""


RAISED = {
    "cancelled": asyncio.CancelledError,
    "exit": SystemExit,
    "interrupt": KeyboardInterrupt,
    "closed": GeneratorExit,
    "own": OwnInterruptError,
    "ordinary": RuntimeError,
}


class RaisingView(LiveView[dict[str, Any]]):
    """A view that raises the requested exception in the requested callback."""

    template_name = "testing/settings.html"

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {"name": "fine"}
        if socket.connected and "mount" in self.kwargs.values():
            raise asyncio.CancelledError

    async def handle_params(self, url: Any, params: Any, socket: Socket) -> None:
        if "raise" in params:
            raise RAISED[params["raise"]]

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> None:
        match event:
            case "cancelled task":
                task = asyncio.create_task(asyncio.sleep(10))
                asyncio.get_running_loop().call_soon(task.cancel)
                await task
            case "cancel itself":
                task = asyncio.current_task()  # type: ignore[assignment]
                task.cancel()
                await asyncio.sleep(0)
            case "fine":
                socket.put_flash("info", "Fine")
            case "later":
                socket.schedule_info_once(payload["raise"], 0.01)
            case _:
                raise RAISED[event]

    async def handle_info(self, event: Any, socket: Socket) -> None:
        raise RAISED[event]


urlpatterns = [
    path("raising/", RaisingView.as_view()),
    path("raising/<str:where>/", RaisingView.as_view()),
    *urls.urlpatterns,
]

ALL = [*RAISED, "cancelled task", "cancel itself"]


@pytest.mark.parametrize("raised", ALL)
async def test_a_handler_that_raises_is_reported_to_the_client(
    live: OpenPage, raised: str
) -> None:
    page = await live("/raising/")
    assert (await page.event(raised))["status"] == "crashed"


@pytest.mark.parametrize("raised", ALL)
async def test_a_handler_that_raises_is_logged(
    live: OpenPage, caplog: pytest.LogCaptureFixture, raised: str
) -> None:
    page = await live("/raising/")
    await page.event(raised)
    errors = [r for r in caplog.records if r.levelno == logging.ERROR]
    assert [record.name for record in errors] == ["liveflash"]


@pytest.mark.parametrize("raised", ALL)
async def test_a_view_that_has_crashed_joins_again(live: OpenPage, raised: str) -> None:
    page = await live("/raising/")
    await page.event(raised)
    await page.join()
    await page.event("fine")
    assert "Fine" in page.html


@pytest.mark.parametrize("raised", RAISED)
async def test_an_info_that_raises_is_reported_to_the_client(
    live: OpenPage, raised: str
) -> None:
    page = await live("/raising/")
    await page.event("later", {"raise": raised})
    await page.push("phx_error")


@pytest.mark.parametrize("raised", RAISED)
async def test_a_patch_that_raises_is_reported_to_the_client(
    live: OpenPage, raised: str
) -> None:
    page = await live("/raising/")
    assert (await page.patch(f"/raising/?raise={raised}"))["status"] == "crashed"


async def test_a_mount_that_raises_is_reported_to_the_client(live: OpenPage) -> None:
    page = await live("/raising/mount/")
    reply = await page.join()
    assert reply["response"] == {"reason": "unauthorized"} or reply["response"] == {
        "reason": "join crashed"
    }


@pytest.mark.parametrize("raised", RAISED)
async def test_a_page_load_answers_an_error_where_a_callback_raises(
    client: Any, raised: str
) -> None:
    client.raise_request_exception = False
    response = await asyncio.to_thread(client.get, f"/raising/?raise={raised}")
    assert response.status_code == 500


# --- frames that nothing can be done with ---------------------------------------------


MANY_FIELDS = "&".join(f"f{number}=1" for number in range(1_001))


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(
            json.dumps({"type": "form", "event": "fine", "value": MANY_FIELDS}),
            id="form with too many fields",
        ),
        pytest.param(
            json.dumps(
                {
                    "type": "form",
                    "event": "fine",
                    "value": MANY_FIELDS.rpartition("&")[0],
                    "meta": {"row": "1"},
                }
            ),
            id="form that its values make too large",
        ),
        pytest.param(
            '{"type":"form","event":"fine","value":"a=1","meta":{"row":'
            + "9" * 5_000
            + "}}",
            id="number of too many digits",
        ),
        pytest.param(
            r'{"type":"click","event":"fine","value":{"a":"\ud800"}}',
            id="lone surrogate",
        ),
        pytest.param(
            '{"type":"click","event":"fine","value":{"a":1e999}}',
            id="number out of range",
        ),
        pytest.param(
            '{"type":"click","event":"lv:flash-shown","value":{"shown":{"a":'
            + "9" * 30
            + "}}}",
            id="revision out of range",
        ),
    ],
)
async def test_a_frame_that_cannot_be_read_is_refused_alone(
    live: OpenPage, payload: str
) -> None:
    page = await live("/raising/")
    await page.send_raw(f'["1","9","{page.topic}","event",{payload}]')
    refused = await page.receive()
    after = await page.event("fine")
    assert (refused[1], after["status"]) == ("9", "ok")
    assert refusal(refused[4]).startswith("malformed")


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"http://testserver/raising/?{MANY_FIELDS}", id="many parameters"),
        pytest.param("http://testserver/raising/?" + "a" * 9_000, id="long"),
        pytest.param("http://[/raising/", id="no URL"),
        pytest.param("http://testserver/raising/\x00?\n", id="control characters"),
    ],
)
async def test_a_patch_to_a_url_that_cannot_be_read_is_refused_alone(
    live: OpenPage, url: str
) -> None:
    page = await live("/raising/")
    reply = await page.send("live_patch", {"url": url})
    after = await page.event("fine")
    assert (reply["status"] == "crashed", after["status"]) == (False, "ok")


@pytest.mark.parametrize(
    "url",
    [
        pytest.param(f"http://testserver/raising/?{MANY_FIELDS}", id="many parameters"),
        pytest.param("http://testserver/raising/?" + "a" * 9_000, id="long"),
        pytest.param("http://testserver/raising/\x00?\n", id="control characters"),
    ],
)
async def test_a_join_of_a_url_that_cannot_be_read_leaves_the_socket_open(
    live: OpenPage, url: str
) -> None:
    page = await live("/raising/")
    await page.join(url=url)
    await page.join()
    assert (await page.event("fine"))["status"] == "ok"
