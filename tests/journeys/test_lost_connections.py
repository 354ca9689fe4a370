"""A connection that is lost on the way to a page, or refused when it comes back."""

from collections.abc import Awaitable, Callable

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from pytest_django import Settings

from liveflash.storage.flash_cookie import COOKIE
from tests.conftest import Later
from tests.journeys.conftest import NewTab
from tests.journeys.site import FragilePlaceView
from tests.journeys.tab import Tab
from tests.permissions import permit_adding_groups
from tests.protocol_client.page import message_texts

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

TARGETS = [
    "/live/other/",
    "/live/other/?q=a%20b",
    "/live/other/?q=1&q=2",
    "/live/a%20b/",
]
UNAUTHORIZED = {"status": "error", "response": {"reason": "unauthorized"}}

Bar = Callable[[Tab], Awaitable[None]]


async def set_off(
    tab: Tab, to: str = "/live/other/", how: str = "push_navigate", put: str = "info"
) -> str | None:
    """Have the server send the page elsewhere, and lose the connection; the token."""
    reply = await tab.live.submit(how, {"to": to, "put": put})
    await tab.leave()
    token: str | None = reply["response"]["live_redirect"]["flash"]
    return token


@pytest.mark.parametrize("how", ["push_navigate", "replace_navigate"])
@pytest.mark.parametrize("to", TARGETS)
async def test_a_load_of_the_target_shows_what_was_sent(
    tab: Tab, to: str, how: str
) -> None:
    await set_off(tab, to, how)
    await tab.load(to)
    assert (tab.http, tab.joined) == (["Turn"], ["Turn"])


@pytest.mark.parametrize("to", ["/live/é/", "/live/%C3%A9/"])
async def test_a_target_matches_in_any_encoding(tab: Tab, to: str) -> None:
    await set_off(tab, to)
    # Django's asynchronous test client garbles such paths, the other one does not.
    client = Client()
    client.cookies = tab.client.cookies
    response = await sync_to_async(client.get)("/live/é/")
    assert message_texts(response.content.decode()) == ["Turn"]


async def test_it_is_shown_once(tab: Tab) -> None:
    await set_off(tab)
    await tab.load("/live/other/")
    await tab.load("/live/other/")
    assert tab.shown == []


async def test_it_is_not_shown_by_the_token_afterwards(
    tab: Tab, new_tab: NewTab
) -> None:
    token = await set_off(tab)
    await tab.load("/live/other/")
    other = new_tab(tab.client)
    await other.load("/live/")
    await other.navigate("/live/other/", token)
    assert (tab.shown, other.shown) == (["Turn"], [])


async def test_it_is_not_shown_by_a_load_after_the_token(
    tab: Tab, new_tab: NewTab
) -> None:
    await tab.act("push_navigate", to="/live/other/", put="info")
    other = new_tab(tab.client)
    await other.load("/live/other/")
    assert (tab.shown, other.shown) == (["Turn"], [])


@pytest.mark.parametrize("url", ["/live/", "/live/other/?page=2", "/plain/"])
async def test_another_page_does_not_show_it(tab: Tab, url: str) -> None:
    await set_off(tab)
    await tab.load(url)
    elsewhere = tab.shown
    await tab.load("/live/other/")
    assert (elsewhere, tab.shown) == ([], ["Turn"])


async def test_another_visitor_does_not_see_it(tab: Tab, new_tab: NewTab) -> None:
    await set_off(tab)
    other = new_tab()
    await other.load("/live/other/")
    await other.load("/live/other/")
    await tab.load("/live/other/")
    assert (other.shown, tab.shown) == ([], ["Turn"])


@pytest.mark.parametrize(("seconds", "texts"), [(55, ["Turn"]), (61, [])])
async def test_it_is_shown_within_a_minute(
    tab: Tab, later: Later, seconds: float, texts: list[str]
) -> None:
    await set_off(tab)
    later(seconds)
    await tab.load("/live/other/")
    assert tab.shown == texts


@pytest.mark.parametrize("headers", [{"Sec-Purpose": "prefetch"}, {}])
async def test_an_unseen_response_does_not_take_flash(
    tab: Tab, headers: dict[str, str]
) -> None:
    await set_off(tab)
    ask = tab.client.get if headers else tab.client.head
    await ask("/live/other/", headers=headers)
    await tab.load("/live/other/")
    assert tab.shown == ["Turn"]


async def test_of_two_navigations_to_one_page_the_last_is_shown(
    tab: Tab, new_tab: NewTab
) -> None:
    other = new_tab(tab.client)
    await other.load("/live/")
    await set_off(other, put="error")
    await set_off(tab, put="info")
    await tab.load("/live/other/")
    assert tab.shown == ["Turn"]


async def test_a_lost_redirect_is_shown_after_a_navigation_sent_on(tab: Tab) -> None:
    reply = await tab.live.navigate("/sending/mount/?live=1&to=/live/other/")
    await tab.leave()
    await tab.load("/live/other/")
    assert ("live_redirect" in reply["response"], tab.shown) == (True, ["Sent on"])


async def member(new_tab: NewTab, url: str) -> Tab:
    """A tab of a member, with a message on screen."""
    tab = new_tab()
    await tab.client.get("/login/?name=ada")
    await permit("ada")
    await tab.load(url)
    await tab.act("stay", put="error")
    assert tab.shown == ["Before"]
    return tab


async def permit(name: str) -> None:
    await permit_adding_groups(await User.objects.aget(username=name))


async def by_cookie(tab: Tab) -> None:
    tab.client.cookies["barred"] = "1"


async def by_permission(tab: Tab) -> None:
    user = await User.objects.aget(username="ada")
    await user.user_permissions.aclear()


async def unbar(tab: Tab) -> None:
    """Let the visitor of a tab in again."""
    tab.client.cookies.pop("barred", None)
    await permit("ada")


bars = pytest.mark.parametrize("bar", [by_cookie, by_permission])


@bars
async def test_a_refused_rejoin_makes_the_client_load_the_page(
    new_tab: NewTab, bar: Bar
) -> None:
    tab = await member(new_tab, "/permitted/")
    await bar(tab)
    assert await tab.live.reconnect() == UNAUTHORIZED


@bars
async def test_the_page_that_a_refused_rejoin_loads_shows_the_flash(
    new_tab: NewTab, bar: Bar
) -> None:
    tab = await member(new_tab, "/permitted/")
    await bar(tab)
    await tab.live.reconnect()
    await unbar(tab)
    await tab.load("/permitted/")
    assert (tab.http, tab.joined) == (["Before"], ["Before"])


@bars
async def test_a_refusal_does_not_take_the_flash(new_tab: NewTab, bar: Bar) -> None:
    tab = await member(new_tab, "/permitted/")
    await bar(tab)
    await tab.reconnect()
    meanwhile = tab.http
    await unbar(tab)
    await tab.load("/permitted/")
    assert (meanwhile, tab.shown) == ([], ["Before"])


@bars
async def test_after_a_refusal_the_flash_is_shown_once(
    new_tab: NewTab, bar: Bar
) -> None:
    tab = await member(new_tab, "/permitted/")
    await bar(tab)
    await tab.reconnect()
    await unbar(tab)
    await tab.load("/permitted/")
    await tab.load("/permitted/")
    assert tab.shown == []


@bars
async def test_after_a_refusal_another_visitor_sees_nothing(
    new_tab: NewTab, bar: Bar
) -> None:
    tab = await member(new_tab, "/permitted/")
    await bar(tab)
    await tab.reconnect()
    other = new_tab()
    await other.client.get("/login/?name=bob")
    await permit("bob")
    await other.load("/permitted/")
    assert other.shown == []


@bars
async def test_after_a_refusal_the_socket_does_not_show_it_too(
    new_tab: NewTab, bar: Bar
) -> None:
    tab = await member(new_tab, "/permitted/")
    page = tab.live
    await bar(tab)
    await page.reconnect()
    await unbar(tab)
    again = new_tab(tab.client)
    await again.load("/permitted/")
    await page.reconnect()
    assert (again.shown, tab.shown) == (["Before"], [])


@pytest.mark.parametrize("url", ["/logout/", "/flush/", "/login/?name=bob"])
async def test_whoever_is_no_longer_the_same_gets_nothing_from_a_refused_rejoin(
    new_tab: NewTab, url: str
) -> None:
    tab = await member(new_tab, "/guarded/")
    await tab.client.get(url)
    refusal = await tab.live.reconnect()
    await tab.client.get("/login/?name=ada")
    await tab.load("/guarded/")
    assert (refusal, tab.shown) == (UNAUTHORIZED, [])


async def test_a_mount_that_raises_at_a_rejoin_leaves_the_flash_to_the_page_load(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    await tab.load("/fragile/")
    await tab.act("stay", put="error")
    monkeypatch.setattr(FragilePlaceView, "is_broken", True)
    refusal = await tab.live.reconnect()
    monkeypatch.undo()
    await tab.load("/fragile/")
    assert (refusal, tab.shown) == (UNAUTHORIZED, ["Before"])


async def test_a_mount_that_raises_after_navigation_leaves_the_flash_to_the_page_load(
    tab: Tab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FragilePlaceView, "is_broken", True)
    reply = await tab.live.submit("push_navigate", {"to": "/fragile/", "put": "info"})
    token = reply["response"]["live_redirect"]["flash"]
    refusal = await tab.live.navigate("/fragile/", token)
    monkeypatch.undo()
    tab.client.cookies[COOKIE] = token
    await tab.load("/fragile/")
    assert (refusal, tab.http, tab.joined) == (UNAUTHORIZED, ["Turn"], ["Turn"])


async def test_after_a_change_of_the_servers_key_a_page_is_loaded_without_flash(
    tab: Tab, settings: Settings
) -> None:
    await tab.act("stay", put="error")
    settings.SECRET_KEY = "a new key"
    await tab.reconnect()
    assert (tab.http, tab.joined) == ([], [])


async def test_after_a_rotation_of_the_servers_key_the_flash_is_there(
    tab: Tab, settings: Settings
) -> None:
    await tab.act("stay", put="error")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"
    await tab.reconnect()
    assert (tab.http, tab.joined) == ([], ["Before"])


async def test_a_visitor_without_cookies_gets_nothing(tab: Tab) -> None:
    await set_off(tab)
    stranger = Tab(AsyncClient())
    await stranger.load("/live/other/")
    shown = stranger.shown
    await stranger.leave()
    assert shown == []
