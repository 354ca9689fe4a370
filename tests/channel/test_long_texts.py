"""What a form may send: as much as Django accepts of an ordinary form."""

import asyncio
import json
import re
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import RequestDataTooBig
from django.test import RequestFactory
from django.urls import path

from liveflash import LiveView, LiveViewSocket, conf
from tests.conftest import OpenPage
from tests.protocol_client.page import LivePage, refusal

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

DJANGO_LIMIT = 2_621_440


class LengthView(LiveView[Any]):
    """A view that replies how long a text has arrived."""

    template_name = "plain.html"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Any]
    ) -> Any:
        if event == "sleep":
            await asyncio.sleep(0.5)
        if not hasattr(payload, "getlist"):
            return {"json": len(payload["text"])}
        return {"text": len(payload.get("text", "")), "fields": len(payload)}


urlpatterns = [path("length/", LengthView.as_view())]


def text_of(size: int, character: str = "x") -> str:
    """A text whose form has ``size`` characters, or a little less."""
    one = len(urlencode({"text": character})) - len("text=")
    return character * ((size - len("text=")) // one)


async def lengths(page: LivePage, text: str) -> Any:
    reply = await page.submit("save", {"text": text})
    return reply["response"]["diff"]["r"]


@pytest.mark.parametrize("character", ["x", "é", "漢", "😀", " ", "&", "\n", "%"])
async def test_a_form_may_be_as_long_as_django_allows(
    live: OpenPage, character: str
) -> None:
    page = await live("/length/")
    text = text_of(DJANGO_LIMIT, character)
    assert await lengths(page, text) == {"text": len(text), "fields": 1}


async def test_7000_chinese_characters_were_too_long_once(live: OpenPage) -> None:
    page = await live("/length/")
    assert await lengths(page, "漢" * 8_000) == {"text": 8_000, "fields": 1}


@pytest.mark.parametrize(
    ("excess", "reply"),
    [(0, {"text": 95, "fields": 1}), (1, {"refused": "too big"})],
    ids=["at", "above"],
)
async def test_the_limit_is_that_of_django(
    live: OpenPage, settings: Any, excess: int, reply: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    page = await live("/length/")
    assert await lengths(page, "x" * (95 + excess)) == reply


async def test_a_form_with_the_same_contents_is_refused_by_django_too(
    live: OpenPage, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    page = await live("/length/")
    body = urlencode({"text": "漢" * 11})
    posted = RequestFactory().post(
        "/", body, content_type="application/x-www-form-urlencoded"
    )
    with pytest.raises(RequestDataTooBig):
        len(posted.POST)
    assert await lengths(page, "漢" * 11) == {"refused": "too big"}


async def test_without_djangos_limit_there_is_none_of_ours(
    live: OpenPage, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    page = await live("/length/")
    assert await lengths(page, "x" * 9_000_000) == {"text": 9_000_000, "fields": 1}


@pytest.mark.parametrize(("fields", "is_fine"), [(7, True), (8, False)])
async def test_the_number_of_fields_is_limited_by_django(
    live: OpenPage, settings: Any, fields: int, is_fine: bool
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 7
    page = await live("/length/")
    reply = await page.submit("save", {f"f{number}": 1 for number in range(fields)})
    assert ("refused" not in reply["response"]["diff"]["r"]) is is_fine


async def test_any_number_of_fields_without_djangos_limit(
    live: OpenPage, settings: Any
) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = None
    page = await live("/length/")
    reply = await page.submit("save", {f"f{number}": 1 for number in range(5_000)})
    assert reply["response"]["diff"]["r"] == {"text": 0, "fields": 5_000}


async def test_a_hook_may_send_as_much(live: OpenPage) -> None:
    page = await live("/length/")
    reply = await page.event("save", {"text": "x" * DJANGO_LIMIT}, "hook")
    assert reply["response"]["diff"]["r"] == {"json": DJANGO_LIMIT}


async def test_an_own_limit_holds_for_events_too(live: OpenPage, settings: Any) -> None:
    settings.LIVEFLASH_MAX_FRAME_SIZE = 10_000
    page = await live("/length/")
    assert refusal(await page.submit("save", {"text": "x" * 10_001})) == "too big"


@pytest.mark.parametrize("event", ["live_patch", "nonsense"])
async def test_other_frames_are_as_short_as_ever(live: OpenPage, event: str) -> None:
    page = await live("/length/")
    reply = await page.send(event, {"x": "x" * conf.max_frame_size()})
    assert reply == {"status": "error", "response": {"reason": "too big"}}


async def test_a_long_join_is_refused(live: OpenPage) -> None:
    page = await live("/length/")
    reply = await page.join(session="x" * conf.max_frame_size())
    assert reply == {"status": "error", "response": {"reason": "too big"}}


async def post(page: LivePage, ref: str, name: str, text: str) -> None:
    """Submit a form and wait for nothing."""
    payload = {"type": "form", "event": name, "value": f"text={text}"}
    await page.send_raw(json.dumps([page.join_ref, ref, page.topic, "event", payload]))


async def test_two_long_forms_wait_for_a_handler(live: OpenPage) -> None:
    page = await live("/length/")
    await post(page, "1", "sleep", "")
    for ref in ("2", "3"):
        await post(page, ref, "save", "x" * (DJANGO_LIMIT - 5))
    assert [(await page.receive())[1] for _ in range(3)] == ["1", "2", "3"]


async def test_more_bytes_than_may_wait_close_the_socket(live: OpenPage) -> None:
    page = await live("/length/")
    await post(page, "1", "sleep", "")
    for ref in ("2", "3", "4"):
        await post(page, ref, "save", "x" * (DJANGO_LIMIT - 5))
    with pytest.raises(ConnectionAbortedError, match="4429"):
        await page.push("never")


async def test_long_forms_are_read_no_faster_than_their_rate(
    live: OpenPage, settings: Any
) -> None:
    settings.LIVEFLASH_EVENT_RATE, settings.LIVEFLASH_EVENT_BURST = 10, 10
    page = await live("/length/")
    began = time.monotonic()
    for _ in range(6):
        await lengths(page, "x" * 320_000)
    assert time.monotonic() - began > 0.5


def test_the_setting_is_documented() -> None:
    assert re.search("DATA_UPLOAD_MAX_MEMORY_SIZE", conf.max_frame_size.__doc__ or "")
