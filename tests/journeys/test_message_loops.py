"""Pages with ``{% for message in messages %}`` beside ``{% liveflash %}``."""

import re

import pytest
from pytest_django import Settings

from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab
from tests.protocol_client.page import message_texts

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.django_messages"),
]

Shown = tuple[list[str], list[str]]


@pytest.fixture
async def tab(new_tab: NewTab) -> Tab:
    """A tab that has loaded nothing."""
    return new_tab()


def shown(html: str) -> Shown:
    """Return the texts that a loop shows, and those that the tag shows."""
    return re.findall(r'<li class="[^"]*">(.*?)</li>', html), message_texts(html)


def in_http_and_live(tab: Tab) -> tuple[Shown, Shown]:
    """Return what the HTTP response and the live page show."""
    return shown(tab.html), shown(tab.live.html)


TAG: Shown = ([], ["Said"])
LOOP: Shown = (["Said"], [])
NEITHER: Shown = ([], [])


@pytest.mark.parametrize(
    ("template", "http", "live"),
    [
        ("tag_first", TAG, TAG),
        ("loop_first", LOOP, LOOP),
        ("loop_outside", LOOP, NEITHER),
    ],
)
async def test_a_message_of_a_plain_view_is_shown_by_the_first(
    tab: Tab, template: str, http: Shown, live: Shown
) -> None:
    await tab.load(f"/say/25/{template}/")
    assert in_http_and_live(tab) == (http, live)
    await tab.reconnect()
    assert shown(tab.live.html) == live
    await tab.load(f"/{template}/")
    assert in_http_and_live(tab) == (NEITHER, NEITHER)


@pytest.mark.parametrize(
    ("template", "live"),
    [("tag_first", TAG), ("loop_first", LOOP), ("loop_outside", TAG)],
)
async def test_a_message_of_a_callback_is_shown_by_the_first(
    tab: Tab, template: str, live: Shown
) -> None:
    await tab.load(f"/{template}/")
    await tab.act("say")
    assert shown(tab.live.html) == live
    await tab.act("get level")
    assert shown(tab.live.html) == live
    await tab.reconnect()
    assert shown(tab.live.html) == live


@pytest.mark.parametrize(
    ("template", "http", "live"),
    [
        ("tag_first", ([], ["Welcome"]), ([], ["Welcome"])),
        ("loop_first", (["Welcome"], []), (["Welcome"], [])),
        ("loop_outside", (["Welcome"], []), NEITHER),
    ],
)
async def test_a_message_of_mount_is_shown_by_the_first(
    tab: Tab, template: str, http: Shown, live: Shown
) -> None:
    await tab.load(f"/mount/{template}/")
    assert in_http_and_live(tab) == (http, live)
    await tab.reconnect()
    assert shown(tab.live.html) == live


async def test_other_messages_are_shown_by_the_tag(tab: Tab) -> None:
    await tab.load("/act/?put=info&to=/loop_first/")
    await tab.act("put", text="Put")
    assert shown(tab.live.html) == ([], ["Put"])


async def test_clearing_the_flash_clears_the_loop(tab: Tab) -> None:
    await tab.load("/say/25/loop_first/")
    await tab.live.clear_flash()
    assert shown(tab.live.html) == NEITHER


@pytest.mark.parametrize("template", ["tag_first", "loop_first"])
async def test_without_the_bridge_the_loop_keeps_its_messages(
    tab: Tab, settings: Settings, template: str
) -> None:
    settings.LIVEFLASH_MESSAGES = False
    await tab.load(f"/say/25/{template}/")
    assert in_http_and_live(tab) == (LOOP, LOOP)
    await tab.act("get level")
    await tab.reconnect()
    assert shown(tab.live.html) == LOOP
    await tab.load("/messages/")
    assert "Said" not in tab.html


@pytest.mark.parametrize("template", ["tag_first", "loop_first"])
async def test_without_the_bridge_callbacks_say_messages_in_the_loop(
    tab: Tab, settings: Settings, template: str
) -> None:
    settings.LIVEFLASH_MESSAGES = False
    await tab.load(f"/{template}/")
    await tab.act("say")
    assert shown(tab.live.html) == LOOP


@pytest.mark.parametrize("template", ["tag_first", "loop_first"])
async def test_without_the_bridge_a_mount_says_messages_in_the_loop_once(
    tab: Tab, settings: Settings, template: str
) -> None:
    settings.LIVEFLASH_MESSAGES = False
    await tab.load(f"/mount/{template}/")
    assert in_http_and_live(tab) == ((["Welcome"], []),) * 2
    await tab.reconnect()
    assert shown(tab.live.html) == (["Welcome"], [])


LOOKS = ["iterate", "iterate and say so", "in", "len"]


@pytest.mark.parametrize("is_bridged", [True, False])
@pytest.mark.parametrize("template", ["tag_first", "loop_first"])
@pytest.mark.parametrize("how", LOOKS)
async def test_a_mount_that_looks_at_messages_leaves_them_to_the_page(
    tab: Tab, settings: Settings, template: str, how: str, is_bridged: bool
) -> None:
    settings.LIVEFLASH_MESSAGES = is_bridged
    await tab.load(f"/look/{how}/{template}/")
    in_loop: Shown = (["First", "Second"], ["Third"])
    in_tag: Shown = ([], ["First", "Second", "Third"])
    expected = in_tag if is_bridged and template == "tag_first" else in_loop
    assert in_http_and_live(tab) == (expected, expected)
    await tab.reconnect()
    assert shown(tab.live.html) == expected


@pytest.mark.parametrize("how", LOOKS)
async def test_a_handler_that_looks_at_messages_leaves_them_to_the_page(
    tab: Tab, how: str
) -> None:
    await tab.load("/tag_first/")
    await tab.act("look", text="First", how=how)
    assert shown(tab.live.html) == ([], ["First"])


@pytest.mark.parametrize("is_bridged", [True, False])
async def test_a_message_of_a_callback_arrives_at_a_plain_page_with_the_tag(
    tab: Tab, settings: Settings, is_bridged: bool
) -> None:
    settings.LIVEFLASH_MESSAGES = is_bridged
    await tab.load("/loop_first/")
    await tab.act("load")
    assert message_texts(tab.html) == ["Said"]
