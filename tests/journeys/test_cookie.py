"""Flash that a redirect out of ``mount`` carries in its cookie, not in the store."""

import re
from http.cookies import Morsel

import pytest
from django.contrib.sessions.models import Session
from django.test import AsyncClient
from pytest_django import Settings

from liveflash.concurrency import in_pool
from liveflash.storage import flash_cookie
from liveflash.storage.flash_cookie import COOKIE
from tests.conftest import Later
from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab, items
from tests.servers import Redis

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

SENDING = "/sending/mount/?to=/plain/"

targets = pytest.mark.parametrize("url", ["/live/", "/plain/"])


@pytest.fixture
def tab(new_tab: NewTab) -> Tab:
    """A tab that has not loaded a page yet."""
    return new_tab()


async def sent(tab: Tab, query: str = "") -> str:
    """Return the cookie of a redirect that is not followed."""
    await tab.client.get(f"{SENDING}&{query}")
    return str(tab.client.cookies[COOKIE].value)


async def test_redirects_out_of_mount_store_nothing(new_tab: NewTab) -> None:
    for _ in range(5):
        await sent(new_tab())
    assert await Session.objects.acount() == 0


async def test_the_cookie_fits_every_browser_and_needs_no_quotes(tab: Tab) -> None:
    cookie = await sent(tab, "value=string&put=error&put=success")
    assert re.fullmatch(r"[A-Za-z0-9._-]{20,2048}", cookie)


@pytest.mark.parametrize(("secure", "flag"), [(True, True), (False, "")])
async def test_the_cookie_is_sent_on_the_scheme_that_it_was_set_on(
    tab: Tab, secure: bool, flag: bool | str
) -> None:
    await tab.client.get(SENDING, secure=secure)
    cookie: Morsel[str] = tab.client.cookies[COOKIE]
    assert cookie["secure"] == flag


async def test_the_cookie_is_one_that_the_client_can_replace(tab: Tab) -> None:
    await sent(tab)
    cookie: Morsel[str] = tab.client.cookies[COOKIE]
    names = ("max-age", "path", "samesite", "httponly")
    assert [cookie[name] for name in names] == [60, "/", "Lax", ""]


async def test_the_cookie_reaches_the_pages_that_the_session_reaches(
    tab: Tab, settings: Settings
) -> None:
    settings.SESSION_COOKIE_DOMAIN = ".testserver.example"
    settings.SESSION_COOKIE_PATH = "/app"
    settings.SESSION_COOKIE_SAMESITE = "None"
    settings.SESSION_COOKIE_SECURE = True
    await sent(tab)
    cookie: Morsel[str] = tab.client.cookies[COOKIE]
    names = ("domain", "path", "samesite", "secure")
    stated = [".testserver.example", "/app", "None", True]
    assert [cookie[name] for name in names] == stated
    assert flash_cookie.client_attributes() == (
        "path=/app; domain=.testserver.example; samesite=None; secure"
    )


async def test_no_cache_keeps_the_redirect(tab: Tab) -> None:
    response = await tab.client.get(SENDING)
    assert response["Cache-Control"] == "private, no-store"


async def test_messages_that_do_not_fit_wait_in_the_store(tab: Tab) -> None:
    cookie = await sent(tab, "long=4000")
    assert (len(cookie) < 100, await Session.objects.acount()) == (True, 1)


@targets
@pytest.mark.parametrize("length", [10, 4000], ids=["in the cookie", "in the store"])
async def test_messages_of_any_length_arrive(tab: Tab, length: int, url: str) -> None:
    await sent(tab, f"long={length}")
    await tab.load(url)
    assert [len(text) for text in tab.shown] == [len("Sent on"), length]


@targets
async def test_the_cookie_is_shown_once(tab: Tab, url: str) -> None:
    cookie = await sent(tab)
    seen = []
    for _ in range(3):
        tab.client.cookies[COOKIE] = cookie
        await tab.load(url)
        seen.append(tab.shown)
    assert seen == [["Sent on"], [], []]


async def test_a_live_page_deletes_the_cookie(tab: Tab) -> None:
    await sent(tab)
    await tab.load("/live/")
    assert COOKIE not in tab.client.cookies


@targets
async def test_another_visitor_cannot_use_the_cookie(
    tab: Tab, new_tab: NewTab, url: str
) -> None:
    cookie = await sent(tab)
    thief = new_tab()
    await thief.load("/live/")
    thief.client.cookies[COOKIE] = cookie
    await thief.load(url)
    await tab.load(url)
    assert (thief.shown, tab.shown) == ([], ["Sent on"])


async def test_the_cookie_of_a_former_user_brings_nothing(tab: Tab) -> None:
    await tab.client.get("/login/?name=ada")
    cookie = await sent(tab)
    await tab.client.get("/login/?name=bob")
    tab.client.cookies[COOKIE] = cookie
    await tab.load("/plain/")
    assert tab.shown == []


@pytest.mark.parametrize(("seconds", "texts"), [(55, ["Sent on"]), (61, [])])
async def test_the_cookie_is_good_for_a_minute(
    tab: Tab, later: Later, seconds: float, texts: list[str]
) -> None:
    await sent(tab)
    later(seconds)
    await tab.load("/plain/")
    assert tab.shown == texts


async def test_a_cookie_that_was_changed_brings_nothing(tab: Tab) -> None:
    cookie = await sent(tab)
    head, payload, *rest = cookie.split(".")
    seen = []
    for changed in (payload[:-1], payload + "A", payload[1:], ""):
        tab.client.cookies[COOKIE] = ".".join([head, changed, *rest])
        await tab.load("/plain/")
        seen.append(tab.shown)
    assert seen == [[]] * 4


async def test_the_contents_of_two_cookies_cannot_be_exchanged(tab: Tab) -> None:
    first = (await sent(tab)).split(".")
    second = (await sent(tab, "put=error")).split(".")
    tab.client.cookies[COOKIE] = ".".join([first[0], second[1], *first[2:]])
    await tab.load("/plain/")
    assert tab.shown == []


@pytest.mark.parametrize(("seconds", "left"), [(20, ["info||Turn|10"]), (31, [])])
async def test_the_time_of_a_message_goes_on_in_the_cookie(
    tab: Tab, later: Later, seconds: float, left: list[str]
) -> None:
    await sent(tab, "put=info&timeout=30")
    later(seconds)
    await tab.load("/live/")
    assert items(tab.live.html) == left


async def test_the_cookie_arrives_after_a_rotation_of_the_servers_key(
    tab: Tab, settings: Settings
) -> None:
    await sent(tab)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new key"
    await tab.load("/plain/")
    assert tab.shown == ["Sent on"]


async def test_while_the_store_is_down_the_cookie_shows_nothing(
    tab: Tab, settings: Settings, redis: Redis
) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": redis.url,
        }
    }
    settings.LIVEFLASH_SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    await sent(tab)
    await in_pool(redis.stop)
    try:
        await tab.load("/plain/")
    finally:
        await in_pool(redis.start)
    assert tab.shown == []


async def test_redirects_one_after_the_other_bring_the_messages_of_both(
    tab: Tab,
) -> None:
    await tab.load("/sending/mount/?put=error&to=/sending/mount/?to=/live/")
    assert tab.shown == ["Before", "Sent on"]


async def test_a_visitor_without_any_identity_gets_the_messages(
    settings: Settings,
) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Csrf" not in name]
    tab = Tab(AsyncClient())
    await tab.load(SENDING)
    assert tab.shown == ["Sent on"]
