"""The token that a navigation carries: what it is, and what a bad one does."""

import asyncio
import logging
import re
from dataclasses import dataclass

import pytest
from pytest_django import Settings

from liveflash.storage.flash_cookie import COOKIE
from tests.conftest import Later
from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]


async def sent(tab: Tab, how: str = "push_navigate", to: str = "/live/other/") -> str:
    """Return the token of a navigation that is not followed; the page joins again."""
    reply = await tab.live.submit(how, {"to": to, "put": "info"})
    (target,) = reply["response"].values()
    await tab.live.join()
    return str(target["flash"])


async def forged(new_tab: NewTab, tab: Tab, later: Later) -> str:
    token = await sent(tab)
    return token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB")


async def nonsense(new_tab: NewTab, tab: Tab, later: Later) -> str:
    return "s.no.token"


async def expired(new_tab: NewTab, tab: Tab, later: Later) -> str:
    token = await sent(tab)
    later(61)
    return token


async def replayed(new_tab: NewTab, tab: Tab, later: Later) -> str:
    token = await sent(tab)
    other = new_tab(tab.client)
    await other.load("/live/")
    await other.navigate("/live/other/", token)
    assert other.shown == ["Turn"]
    return token


async def of_another_visitor(new_tab: NewTab, tab: Tab, later: Later) -> str:
    other = new_tab()
    await other.load("/live/")
    return await sent(other)


@dataclass(frozen=True, slots=True)
class Bad:
    """A token that brings nothing, and why not."""

    token: str
    reason: str


@pytest.fixture(
    params=[
        pytest.param((forged, "forged"), id="forged"),
        pytest.param((nonsense, "forged"), id="nonsense"),
        pytest.param((expired, "expired"), id="expired"),
        pytest.param((replayed, "used"), id="replayed"),
        pytest.param(
            (of_another_visitor, "of another visitor"), id="of another visitor"
        ),
    ]
)
async def bad(
    request: pytest.FixtureRequest, new_tab: NewTab, tab: Tab, later: Later
) -> Bad:
    """A token that ``tab`` cannot use."""
    make, reason = request.param
    return Bad(await make(new_tab, tab, later), reason)


@pytest.mark.parametrize("how", ["push_navigate", "replace_navigate", "redirect"])
async def test_a_token_is_short_and_fits_urls_and_cookies(tab: Tab, how: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9._-]{20,99}", await sent(tab, how))


async def test_a_token_of_a_member_is_short_too(new_tab: NewTab) -> None:
    member = new_tab()
    await member.client.get("/login/?name=ada")
    await member.load("/guarded/")
    assert len(await sent(member)) < 100


async def test_tokens_do_not_hold_the_message(tab: Tab) -> None:
    tokens = {await sent(tab), await sent(tab)}
    assert (len(tokens), any("Turn" in token for token in tokens)) == (2, False)


@pytest.mark.parametrize(("seconds", "texts"), [(55, ["Turn"]), (61, [])])
async def test_a_token_is_good_for_a_minute(
    tab: Tab, later: Later, seconds: float, texts: list[str]
) -> None:
    token = await sent(tab)
    later(seconds)
    await tab.navigate("/live/other/", token)
    assert tab.joined == texts


async def test_a_join_with_a_bad_token_shows_nothing(tab: Tab, bad: Bad) -> None:
    await tab.navigate("/live/other/", bad.token)
    assert tab.joined == []


@pytest.mark.parametrize(
    ("url", "shown"), [("/live/", ([], [])), ("/plain/", ([], None))]
)
async def test_a_load_with_a_bad_token_shows_nothing(
    tab: Tab,
    bad: Bad,
    url: str,
    shown: tuple[list[str], list[str] | None],
) -> None:
    tab.client.cookies[COOKIE] = bad.token
    await tab.load(url)
    assert (tab.http, tab.joined) == shown


@pytest.mark.parametrize("url", ["/live/", "/plain/"])
async def test_a_bad_token_takes_nothing_from_what_waits(
    tab: Tab, bad: Bad, url: str
) -> None:
    await tab.client.get("/act/?put=success")
    tab.client.cookies[COOKIE] = bad.token
    await tab.load(url)
    assert tab.shown == ["More"]


async def test_a_page_that_asks_again_gets_the_message_again(tab: Tab) -> None:
    token = await sent(tab)
    seen = []
    for _ in range(2):
        await tab.navigate("/live/other/", token)
        seen.append(tab.joined)
    assert seen == [["Turn"], ["Turn"]]


async def test_of_tabs_that_use_a_token_at_once_one_shows_the_message(
    tab: Tab, new_tab: NewTab
) -> None:
    joining = [new_tab(tab.client) for _ in range(3)]
    loading = [new_tab(tab.client) for _ in range(3)]
    for _ in range(5):
        await tab.load("/live/")
        for each in joining:
            await each.load("/live/")
        token = await sent(tab)
        tab.client.cookies[COOKIE] = token
        joins = [each.navigate("/live/other/", token) for each in joining]
        loads = [each.load("/live/other/") for each in loading]
        await asyncio.gather(*joins, *loads)
        seen = [each.shown for each in (*joining, *loading)]
        assert sorted(seen) == [[]] * 5 + [["Turn"]]


async def test_a_rejoin_with_a_bad_token_keeps_what_is_on_the_page(
    tab: Tab, bad: Bad
) -> None:
    await tab.act("stay", put="error")
    await tab.live.disconnect()
    await tab.live.connect()
    await tab.live.join(flash=bad.token)
    assert tab.shown == ["Before"]


async def test_whoever_tries_anothers_token_does_not_use_it_up(
    tab: Tab, new_tab: NewTab
) -> None:
    token = await sent(tab)
    thief = new_tab()
    await thief.load("/live/")
    await thief.navigate("/live/other/", token)
    await tab.navigate("/live/other/", token)
    assert (thief.joined, tab.joined) == ([], ["Turn"])


async def test_with_debug_the_log_says_what_is_wrong_with_a_join(
    tab: Tab,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    bad: Bad,
) -> None:
    settings.DEBUG = True
    with caplog.at_level(logging.INFO, "liveflash"):
        await tab.navigate("/live/other/", bad.token)
    assert caplog.messages == [f"A flash token is {bad.reason}."]


@pytest.mark.parametrize("url", ["/live/", "/plain/"])
async def test_with_debug_the_log_says_what_is_wrong_with_a_cookie(
    tab: Tab,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    bad: Bad,
    url: str,
) -> None:
    settings.DEBUG = True
    tab.client.cookies[COOKIE] = bad.token
    with caplog.at_level(logging.INFO, "liveflash"):
        await tab.load(url)
    assert caplog.messages == [f"A flash token is {bad.reason}."]


async def test_without_debug_the_log_does_not_tell(
    tab: Tab,
    caplog: pytest.LogCaptureFixture,
    bad: Bad,
) -> None:
    with caplog.at_level(logging.INFO, "liveflash"):
        await tab.navigate("/live/other/", bad.token)
    assert caplog.messages == []
