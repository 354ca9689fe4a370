"""Exact sizes of the frames of an ordinary page."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import path

from benchmarks.pages import SETTINGS, Context
from liveflash import LiveView, LiveViewSocket
from tests.conftest import OpenPage
from tests.protocol_client.page import LivePage

TEXT = "Your settings have been saved, and hold on all your devices."
# Of a client that has said a few hundred things.
REF = "990"
TEMPLATES = Path(__file__).parents[2] / "benchmarks" / "templates"


class AccountView(LiveView[Context]):
    template_name = SETTINGS.template

    def mount(self, socket: LiveViewSocket[Context], _session: Any) -> None:
        socket.context = SETTINGS.context()

    def handle_event(
        self, event: str, _payload: Any, socket: LiveViewSocket[Context]
    ) -> None:
        match event:
            case "put":
                socket.put_flash("info", TEXT)
            case "clear":
                socket.clear_flash("info")


class StackView(AccountView):
    template_name = "stack.html"


urlpatterns = [
    path("account/", AccountView.as_view()),
    path("stack/", StackView.as_view()),
]


@pytest.fixture
async def page(live: OpenPage, settings: Any) -> LivePage:
    """The page, on which a message was put and cleared once."""
    (templates,) = settings.TEMPLATES
    settings.TEMPLATES = [templates | {"DIRS": [TEMPLATES]}]
    page = await live("/account/")
    await page.event("put")
    await page.event("clear")
    return page


async def sent(page: LivePage, event: str) -> str:
    """The frame that answers an event."""
    await page.send_raw(
        f'["{page.join_ref}","{REF}","{page.topic}","event",'
        f'{{"type":"click","event":"{event}","value":{{}}}}]'
    )
    text: str = await page.socket.receive_from()
    return text


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("events", "size"),
    [
        pytest.param(["put"], 160, id="put"),
        pytest.param(["put", "clear"], 110, id="clear"),
        pytest.param(["look on"], 80, id="no-op"),
    ],
)
async def test_the_frames_of_a_page_are_small(
    page: LivePage, events: list[str], size: int
) -> None:
    frames = [await sent(page, event) for event in events]
    assert (len(TEXT), len(frames[-1].encode()) <= size) == (60, True), frames


@pytest.mark.urls(__name__)
async def test_a_put_sends_its_text_and_how_to_file_it(page: LivePage) -> None:
    assert await sent(page, "put") == (
        f'["1","{REF}","lv:v","phx_reply",{{"status":"ok","response":{{"diff":'
        f'{{"1":{{"k":{{"0":{{"0":"{TEXT}"}},"kc":1}}}}}}}}}}]'
    )


@pytest.fixture
async def stack_page(live: OpenPage, settings: Any, tmp_path: Path) -> LivePage:
    """The page with ``{% liveflash %}``, on which a message was put and cleared."""
    (tmp_path / "stack.html").write_text(
        "{% load liveflash %}<h1>{{ name }}</h1>{% liveflash %}<p>{{ city }}</p>"
    )
    (templates,) = settings.TEMPLATES
    settings.TEMPLATES = [templates | {"DIRS": [tmp_path]}]
    page = await live("/stack/")
    await page.event("put")
    await page.event("clear")
    return page


@pytest.mark.urls(__name__)
async def test_a_put_on_the_message_stack_is_small(stack_page: LivePage) -> None:
    frame = await sent(stack_page, "put")
    assert len(frame.encode()) <= 700, frame


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("value", ['{"id":"ID"}', '{"id":"ID","expired":true}'])
async def test_the_end_of_a_message_is_small(stack_page: LivePage, value: str) -> None:
    await stack_page.event("put")
    (message_id,) = stack_page.join_payload()["params"]["_messages"]
    await stack_page.send_raw(
        f'["{stack_page.join_ref}","{REF}","{stack_page.topic}","event",'
        f'{{"type":"click","event":"lv:clear-flash",'
        f'"value":{value.replace("ID", message_id)}}}]'
    )
    frame = await stack_page.socket.receive_from()
    assert len(frame.encode()) <= 100, frame
