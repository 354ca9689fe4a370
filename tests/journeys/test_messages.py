"""Django's messages: shown by the next live page, and put by a live view."""

import pytest
from pytest_django import Settings

from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab, items

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

STORAGES = "django.contrib.messages.storage"


@pytest.fixture(
    params=[
        "cookie.CookieStorage",
        "session.SessionStorage",
        "fallback.FallbackStorage",
    ]
)
def storage(request: pytest.FixtureRequest, settings: Settings) -> str:
    """Each of Django's message storages."""
    settings.MESSAGE_STORAGE = f"{STORAGES}.{request.param}"
    return str(request.param)


@pytest.fixture
def tab(new_tab: NewTab) -> Tab:
    """A tab that has loaded nothing."""
    return new_tab()


async def test_a_message_is_shown_by_the_next_live_page_and_its_join(
    tab: Tab, storage: str
) -> None:
    await tab.load("/act/?say=Said&to=/live/")
    assert (tab.http, tab.joined) == (["Said"], ["Said"])


async def test_a_message_is_shown_once(tab: Tab, storage: str) -> None:
    await tab.load("/act/?say=Said&to=/live/")
    await tab.load("/live/")
    assert (tab.http, tab.joined) == ([], [])


async def test_a_message_that_was_shown_is_not_shown_by_a_plain_page(
    tab: Tab, storage: str
) -> None:
    await tab.load("/act/?say=Said&to=/live/")
    await tab.load("/messages/")
    assert items(tab.html) == []


async def test_a_live_navigation_does_not_show_it_again(tab: Tab, storage: str) -> None:
    await tab.load("/act/?say=Said&to=/live/")
    await tab.navigate("/live/other/")
    assert tab.shown == []


async def test_a_join_shows_nothing_that_its_page_did_not(
    tab: Tab, storage: str
) -> None:
    await tab.load("/live/")
    await tab.client.get("/act/?say=Said")
    await tab.reconnect()
    rejoined = tab.shown
    await tab.load("/live/")
    assert (rejoined, tab.shown) == ([], ["Said"])


async def test_several_messages_of_one_level_are_all_shown(
    tab: Tab, storage: str
) -> None:
    await tab.load("/act/?say=A&say=B&say=C&to=/live/")
    assert items(tab.live.html) == ["success||A|", "success||B|", "success||C|"]


async def test_several_messages_of_one_level_come_back_after_a_reconnect(
    tab: Tab, storage: str
) -> None:
    await tab.load("/act/?say=A&say=B&to=/live/")
    await tab.reconnect()
    assert items(tab.live.html) == ["success||A|", "success||B|"]


async def test_one_of_several_messages_of_a_level_is_dismissed(tab: Tab) -> None:
    await tab.load("/act/?say=A&say=B&to=/live/")
    (first, _second) = tab.ids
    await tab.live.clear_flash(id=first)
    assert tab.shown == ["B"]


async def test_extra_tags_and_the_safe_mark_are_kept(tab: Tab, storage: str) -> None:
    await tab.load("/act/?say=%3Cb%3E&say-safe=Bold&to=/live/")
    await tab.reconnect()
    assert items(tab.live.html) == [
        "success||&lt;b&gt;|",
        "error|tag-a tag-b|<b>Bold</b>|",
    ]


async def test_messages_are_shown_beside_flash_of_a_plain_view(tab: Tab) -> None:
    await tab.load("/act/?put=info&say=Said&to=/live/")
    assert tab.shown == ["Turn", "Said"]


@pytest.mark.parametrize(
    ("url", "method", "headers"),
    [
        pytest.param("/act/?to=/plain/", "get", {}, id="redirect"),
        pytest.param("/act/", "get", {}, id="JSON"),
        pytest.param("/bare/", "get", {}, id="a page without messages"),
        pytest.param("/live/", "head", {}, id="HEAD"),
        pytest.param("/live/", "options", {}, id="OPTIONS"),
        pytest.param("/live/", "post", {}, id="not allowed"),
        pytest.param("/nowhere/", "get", {}, id="not found"),
        pytest.param("/guarded/", "get", {}, id="login required"),
        pytest.param("/live/", "get", {"Sec-Purpose": "prefetch"}, id="prefetch"),
    ],
)
async def test_a_message_outlives(
    tab: Tab, storage: str, url: str, method: str, headers: dict[str, str]
) -> None:
    await tab.client.get("/act/?say=Said")
    await getattr(tab.client, method)(url, headers=headers)
    await tab.load("/live/")
    assert (tab.http, tab.joined) == (["Said"], ["Said"])


@pytest.mark.parametrize("place", ["mount", "handle_params"])
async def test_a_live_page_that_sends_its_visitor_on_brings_messages_along(
    tab: Tab, storage: str, place: str
) -> None:
    await tab.client.get("/act/?say=A&say=B")
    await tab.load(f"/sending/{place}/?to=/live/")
    assert tab.shown == ["A", "B", "Sent on"]


async def test_a_live_view_says_a_message(tab: Tab) -> None:
    await tab.load("/live/")
    await tab.act("stay", say=["A", "B"])
    assert items(tab.live.html) == [
        "success|of-the-socket|A|",
        "success|of-the-socket|B|",
    ]


async def test_what_a_live_view_said_comes_back_after_a_reconnect(tab: Tab) -> None:
    await tab.load("/live/")
    await tab.act("stay", say=["A", "B"])
    await tab.reconnect()
    assert items(tab.live.html) == [
        "success|of-the-socket|A|",
        "success|of-the-socket|B|",
    ]


@pytest.mark.parametrize("how", ["push_navigate", "redirect"])
async def test_what_a_live_view_said_goes_along(tab: Tab, how: str) -> None:
    await tab.load("/live/")
    await tab.act(how, to="/live/other/", say=["A", "B"])
    assert items(tab.live.html) == [
        "success|of-the-socket|A|",
        "success|of-the-socket|B|",
    ]


async def test_what_a_live_view_said_is_a_messages_of_its_key(tab: Tab) -> None:
    await tab.load("/live/")
    await tab.act("stay", say=["A", "B"])
    await tab.act("stay", put="success")
    assert tab.shown == ["More"]


async def test_without_the_bridge_a_live_page_leaves_messages_alone(
    tab: Tab, storage: str, settings: Settings
) -> None:
    settings.LIVEFLASH_MESSAGES = False
    await tab.load("/act/?say=Said&to=/live/")
    on_the_live_page = (tab.http, tab.joined)
    await tab.load("/messages/")
    assert (on_the_live_page, items(tab.html)) == (([], []), ["success||Said"])


async def test_without_the_messages_app_there_is_nothing_to_bridge(
    tab: Tab, settings: Settings
) -> None:
    app, middleware = "django.contrib.messages", ".MessageMiddleware"
    settings.INSTALLED_APPS = [a for a in settings.INSTALLED_APPS if a != app]
    settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if middleware not in m]
    await tab.client.get("/act/?put=info")
    await tab.load("/live/")
    assert (tab.http, tab.joined) == (["Turn"], ["Turn"])


async def test_a_plain_page_shows_messages_once(tab: Tab, storage: str) -> None:
    await tab.client.get("/act/?put=info&say=Said")
    await tab.load("/plain/")
    assert tab.shown == ["Turn", "Said"]
    await tab.load("/messages/")
    assert items(tab.html) == []
