"""Django's messages API with the request of a live page."""

import re

import pytest
from django.contrib import messages
from pytest_django import Settings

from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.django_messages"),
]

BOOTSTRAP_TAGS = {messages.ERROR: "danger", messages.DEBUG: "secondary", 45: "alarm"}


@pytest.fixture
async def tab(new_tab: NewTab) -> Tab:
    """A tab on a live page."""
    tab = new_tab()
    await tab.load("/saying/")
    return tab


def element(tab: Tab) -> str:
    """Return the opening tag of the only message."""
    (found,) = re.findall(r"<liveflash-message [^>]*>", tab.live.html)
    return str(found)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (5, "debug"),
        (messages.DEBUG, "debug"),
        (messages.INFO, "info"),
        (22, "info"),
        (messages.SUCCESS, "success"),
        (messages.WARNING, "warning"),
        (messages.ERROR, "error"),
        (45, "error"),
    ],
)
@pytest.mark.parametrize("tags", [{}, BOOTSTRAP_TAGS], ids=["default", "bootstrap"])
async def test_the_level_of_a_message_is_its_own_and_not_its_tag(
    tab: Tab, settings: Settings, level: int, expected: str, tags: dict[int, str]
) -> None:
    settings.MESSAGE_TAGS = tags
    await tab.load(f"/say/{level}/saying/")
    assert f'data-level="{expected}"' in element(tab)


@pytest.mark.parametrize(
    ("skin", "classes"),
    [("plain", ""), ("bootstrap", " toast show"), ("daisyui", " alert-error")],
)
async def test_an_error_with_another_tag_is_an_error_in_each_skin(
    tab: Tab, settings: Settings, skin: str, classes: str
) -> None:
    settings.MESSAGE_TAGS, settings.LIVEFLASH_SKIN = BOOTSTRAP_TAGS, skin
    await tab.load("/saying/")
    await tab.act("say", level=messages.ERROR)
    html = element(tab)
    assert 'data-level="error"' in html
    assert "data-liveflash-timeout" not in html
    assert f'{classes}"' in html
    assert "Error:" in tab.live.html


async def test_extra_tags_are_classes_of_the_message(tab: Tab) -> None:
    await tab.load("/say/25/saying/")
    assert 'class="liveflash-message big sticky"' in element(tab)


async def test_extra_tags_are_escaped(tab: Tab) -> None:
    await tab.act("say", tags='"><b>')
    assert "<b>" not in tab.live.html


@pytest.mark.parametrize("event", ["say", "say to the socket", "put", "say silently"])
async def test_a_message_is_shown_at_once(tab: Tab, event: str) -> None:
    await tab.act(event, text="Hello")
    assert tab.shown == ["Hello"]


async def test_a_message_of_a_mixin_is_shown_at_once(tab: Tab) -> None:
    await tab.act("save")
    assert tab.shown == ["Saved by a mixin"]


async def test_a_message_of_a_callback_does_not_wait_for_the_next_page(
    tab: Tab,
) -> None:
    await tab.act("say")
    await tab.act("put")
    await tab.load("/saying/")
    assert tab.shown == []


async def test_messages_of_mount_are_shown_once(tab: Tab) -> None:
    await tab.load("/greeting/")
    assert (tab.http, tab.joined) == (["Yes", "Put in mount"],) * 2
    await tab.reconnect()
    assert tab.shown == ["Yes", "Put in mount"]
    await tab.load("/saying/")
    assert tab.shown == []


async def test_messages_go_along_with_a_live_navigation(tab: Tab) -> None:
    await tab.act("leave", text="Said")
    assert tab.shown == ["Said", "Put"]


@pytest.mark.parametrize("event", ["say", "say to the socket"])
async def test_an_empty_message_is_ignored(tab: Tab, event: str) -> None:
    await tab.act(event, text="")
    assert tab.shown == []


@pytest.mark.parametrize("event", ["say", "say to the socket"])
async def test_messages_below_the_level_are_ignored(
    tab: Tab, settings: Settings, event: str
) -> None:
    await tab.act(event, level=messages.DEBUG)
    shown = tab.shown
    settings.MESSAGE_LEVEL = messages.DEBUG
    await tab.load("/saying/")
    await tab.act(event, level=messages.DEBUG)
    assert (shown, tab.shown) == ([], ["Said"])


async def test_a_view_sets_and_gets_the_level(tab: Tab) -> None:
    await tab.act("set level", level=messages.ERROR)
    reply = await tab.live.submit("get level", {})
    await tab.act("say", level=messages.WARNING)
    assert reply["response"]["diff"]["r"] == {"level": messages.ERROR}
    assert tab.shown == []


async def test_a_view_gets_no_messages_that_the_page_shows(tab: Tab) -> None:
    await tab.act("say")
    reply = await tab.live.submit("get", {})
    assert reply["response"]["diff"].get("r") == {"said": []}


async def test_messages_of_dispatch_are_shown_once(tab: Tab) -> None:
    await tab.load("/dispatch/")
    assert (tab.http, tab.joined) == (["Put", "Said"],) * 2
    await tab.patch("/dispatch/?page=2")
    await tab.reconnect()
    assert tab.shown == []
    await tab.load("/saying/")
    assert tab.shown == []


async def test_messages_of_dispatch_are_shown_once_after_a_live_navigation(
    tab: Tab,
) -> None:
    await tab.navigate("/dispatch/")
    assert tab.shown == ["Put", "Said"]
    await tab.reconnect()
    assert tab.shown == ["Put", "Said"]
    await tab.load("/saying/")
    assert tab.shown == []


@pytest.mark.parametrize("start", ["/live/", "/act/?put=info&to=/live/"])
async def test_a_message_arrives_through_a_view_that_logs_in(
    tab: Tab, start: str
) -> None:
    await tab.load(start)
    await tab.act("redirect", to="/log-in-and-on/", put="success")
    assert tab.shown == ["More"]


async def test_a_message_does_not_arrive_at_another_user(tab: Tab) -> None:
    await tab.client.get("/login/?name=grace")
    await tab.load("/live/")
    await tab.act("redirect", to="/log-in-and-on/", put="success")
    assert tab.shown == []


@pytest.mark.parametrize("way", ["load", "navigate", "reconnect"])
async def test_messages_of_dispatch_are_not_saved_with_the_session(
    tab: Tab, settings: Settings, way: str
) -> None:
    storage = "django.contrib.messages.storage.session.SessionStorage"
    settings.MESSAGE_STORAGE = storage
    await tab.client.get("/login/?name=ada")
    await tab.load("/saying/" if way == "navigate" else "/dispatch/")
    if way == "navigate":
        await tab.navigate("/dispatch/")
    if way == "reconnect":
        await tab.reconnect()
    await tab.act("save session")
    assert tab.shown == ["Put", "Said"]
    await tab.load("/saying/")
    assert tab.shown == []
