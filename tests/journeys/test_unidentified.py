"""Visitors whom neither a session nor a CSRF cookie identifies."""

from collections.abc import Awaitable, Callable

import pytest
from django.contrib.sessions.models import Session
from pytest_django import Settings

from liveflash.storage import tokens
from liveflash.storage.visitor import BY_NOTHING
from tests.journeys.conftest import NewTab
from tests.journeys.site import FragilePlaceView
from tests.journeys.tab import Tab

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

Way = Callable[[Tab], Awaitable[str]]

CSRF = "django.middleware.csrf.CsrfViewMiddleware"


@pytest.fixture(params=["csrf_exempt", "no CSRF middleware"])
def unidentified(request: pytest.FixtureRequest, settings: Settings) -> None:
    """Leave visitors of the pages below ``/exempt/`` without any identity."""
    if request.param == "no CSRF middleware":
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if name != CSRF]


@pytest.fixture
async def tab(new_tab: NewTab, unidentified: None) -> Tab:
    """A tab on a live page, with a cookie that identifies nobody."""
    tab = new_tab()
    tab.client.cookies["theme"] = "dark"
    await tab.load("/exempt/")
    return tab


@pytest.fixture
async def other(new_tab: NewTab, unidentified: None) -> Tab:
    """The tab of another browser."""
    tab = new_tab()
    tab.client.cookies["theme"] = "dark"
    return tab


def test_the_visitor_is_not_identified(tab: Tab) -> None:
    token = tokens.read_page_token(tab.live.session)
    assert token.kind == BY_NOTHING


async def lose_a_navigation(tab: Tab) -> str:
    await tab.live.submit("push_navigate", {"to": "/exempt/other/", "put": "info"})
    await tab.leave()
    return "/exempt/other/"


async def be_refused(tab: Tab) -> str:
    await tab.act("stay", put="info")
    tab.client.cookies["barred"] = "1"
    await tab.live.reconnect()
    return "/exempt/"


async def crash_at_a_rejoin(tab: Tab) -> str:
    tab.client.cookies.pop("csrftoken", None)  # the first page's template set it
    await tab.load("/exempt/fragile/")
    await tab.act("stay", put="info")
    FragilePlaceView.is_broken = True
    try:
        await tab.live.reconnect()
    finally:
        FragilePlaceView.is_broken = False
    return "/exempt/fragile/"


ways = pytest.mark.parametrize(
    "way", [lose_a_navigation, be_refused, crash_at_a_rejoin]
)


@ways
async def test_another_browser_does_not_see_what_a_lost_connection_left(
    tab: Tab, other: Tab, way: Way
) -> None:
    await other.load(await way(tab))
    assert other.shown == []


@pytest.mark.parametrize("how", ["push_navigate", "redirect"])
async def test_the_token_brings_the_message(tab: Tab, how: str) -> None:
    await tab.act(how, to="/exempt/other/", put="info")
    assert tab.shown == ["Turn"]


async def test_a_navigation_stores_nothing_under_its_target(tab: Tab) -> None:
    await lose_a_navigation(tab)
    assert await Session.objects.acount() == 1


@pytest.mark.parametrize("way", [be_refused, crash_at_a_rejoin])
async def test_a_refused_join_stores_nothing_that_no_page_can_read(
    tab: Tab, way: Way
) -> None:
    await way(tab)
    await tab.leave()
    assert await Session.objects.acount() == 0
