"""File inputs whose file is never sent are warned of."""

from itertools import count
from typing import Any

import pytest
from django.test import Client
from django.urls import path
from pytest_django import Settings

from liveflash import LiveView, LiveViewSocket, event
from liveflash.debug.file_inputs import find_file_inputs
from tests.conftest import OpenPage

pytestmark = pytest.mark.urls(__name__)

_numbers = count()


class UploadView(LiveView[Any]):
    """A view that shows its form at once or after an event."""

    template_name = "upload.html"

    async def mount(self, socket: LiveViewSocket[Any], _session: Any) -> None:
        socket.context = {"is_open": "open" in socket.request.GET}

    @event
    async def show(self, socket: LiveViewSocket[Any]) -> None:
        socket.context["is_open"] = True


urlpatterns = [path("upload/<int:number>/", UploadView.as_view())]


@pytest.fixture
def url(settings: Settings) -> str:
    """The path of a page that nothing was warned of."""
    settings.DEBUG = True
    return f"/upload/{next(_numbers)}/"


def warned(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [each for each in caplog.messages if "file input" in each]


@pytest.mark.parametrize(
    ("html", "names"),
    [
        ('<form phx-submit="a"><input type="file" name="f"></form>', ["f"]),
        ("<form phx-submit=a><div><input name=f type='FILE'></div></form>", ["f"]),
        ('<form phx-submit="a" id="x"></form><input type=file form=x name=f>', ["f"]),
        ('<input type=file form=x name=f><form phx-submit="a" id="x"></form>', ["f"]),
        ("<form phx-submit><input type=file><input type=file id=g></form>", ["", "g"]),
        ('<form phx-submit="a"></form><input type="file" name="f">', []),
        ('<form phx-submit="a"><input name="file"></form>', []),
        ('<form method="post"><input type="file" name="f"></form>', []),
        ('<form phx-change="a"><input type="file" name="f"></form>', []),
        ('<form phx-submit="a"></form><form><input type="file" name="f"></form>', []),
        ('<form phx-submit="a"><input type=file form=y name=f></form><form id=y>', []),
        ("", []),
    ],
)
def test_file_inputs_are_found(html: str, names: list[str]) -> None:
    assert find_file_inputs(html) == names


@pytest.mark.django_db
def test_a_page_that_is_loaded_with_one(
    client: Client, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        client.get(f"{url}?open=1")
    assert warned(caplog) == [
        f"The live page {url} has the file input 'photo' in a form with phx-submit. An "
        "event contains no file. Send the form to a view: replace phx-submit with "
        "action, method='post' and enctype='multipart/form-data', or submit it with "
        "phx-trigger-action afterwards."
    ]


async def test_a_page_that_gets_one(
    live: OpenPage, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = await live(url)
    before = warned(caplog)
    await page.event("show")
    await page.event("show")
    assert (before, len(warned(caplog))) == ([], 1)


async def test_nothing_is_warned_of_without_debug(
    live: OpenPage, url: str, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.DEBUG = False
    page = await live(url)
    await page.event("show")
    assert warned(caplog) == []
