"""Flash after the connection, the view or the server was lost."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from django.contrib.sessions.models import Session
from pytest_django import Settings

from tests.conftest import Later
from tests.journeys.conftest import NewTab
from tests.journeys.interruptions import Interruption, crash_view, each_interruption
from tests.journeys.tab import Tab, items

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]


@each_interruption
async def test_flash_outlives_the_loss(tab: Tab, interrupt: Interruption) -> None:
    await tab.act("stay", put=["error", "info"])
    await interrupt(tab)
    assert tab.shown == ["Before", "Turn"]


@each_interruption
async def test_flash_outlives_the_loss_again(tab: Tab, interrupt: Interruption) -> None:
    await tab.act("stay", put=["error", "info"])
    for _ in range(3):
        await interrupt(tab)
    assert tab.shown == ["Before", "Turn"]


@each_interruption
async def test_a_message_keeps_its_id(tab: Tab, interrupt: Interruption) -> None:
    await tab.act("stay", put="error")
    before = tab.live.html
    await interrupt(tab)
    assert tab.live.html == before


@each_interruption
async def test_what_arrived_by_navigation_outlives_the_loss(
    tab: Tab, interrupt: Interruption
) -> None:
    await tab.act("push_navigate", to="/live/other/", put="info")
    await interrupt(tab)
    assert tab.shown == ["Turn"]


@each_interruption
async def test_what_a_plain_view_put_outlives_the_loss(
    new_tab: NewTab, interrupt: Interruption
) -> None:
    tab = new_tab()
    await tab.client.get("/act/?put=info&say=Said")
    await tab.load("/live/")
    await interrupt(tab)
    assert tab.shown == ["Turn", "Said"]


@each_interruption
async def test_what_was_cleared_stays_gone(tab: Tab, interrupt: Interruption) -> None:
    await tab.act("stay", put=["error", "info"])
    await tab.live.clear_flash(key="info")
    await interrupt(tab)
    assert tab.shown == ["Before"]


@each_interruption
async def test_what_was_left_behind_by_a_patch_stays_gone(
    tab: Tab, interrupt: Interruption
) -> None:
    await tab.act("stay", put="error")
    await tab.patch("/live/?page=2")
    await interrupt(tab)
    assert tab.shown == []


@each_interruption
async def test_what_a_join_brought_and_was_dismissed_stays_gone(
    new_tab: NewTab, interrupt: Interruption
) -> None:
    tab = new_tab()
    await tab.client.get("/act/?put=info")
    await tab.load("/live/")
    await tab.live.clear_flash()
    await interrupt(tab)
    assert tab.shown == []


async def test_a_socket_that_never_joined_loses_nothing(tab: Tab) -> None:
    await tab.act("stay", put="error")
    await tab.live.disconnect()
    await tab.live.connect()
    await tab.reconnect()
    assert tab.shown == ["Before"]


@pytest.mark.parametrize(("seconds", "texts"), [(3500, ["Before"]), (3700, [])])
async def test_flash_is_kept_for_an_hour(
    tab: Tab, later: Later, seconds: float, texts: list[str]
) -> None:
    await tab.act("stay", put="error")
    await tab.live.disconnect()
    later(seconds)
    await tab.reconnect()
    assert tab.shown == texts


@pytest.mark.parametrize(("seconds", "texts"), [(5, ["Before"]), (15, [])])
async def test_flash_is_kept_for_as_long_as_is_set(
    tab: Tab, later: Later, settings: Settings, seconds: float, texts: list[str]
) -> None:
    settings.LIVEFLASH_FLASH_AGE = 10
    await tab.act("stay", put="error")
    await tab.live.disconnect()
    later(seconds)
    await tab.reconnect()
    assert tab.shown == texts


async def by_reconnect(tab: Tab, later: Later, seconds: float) -> None:
    await tab.act("stay", put="info", timeout="30")
    later(seconds)
    await tab.reconnect()


async def by_navigation(tab: Tab, later: Later, seconds: float) -> None:
    turn = {"to": "/live/other/", "put": "info", "timeout": "30"}
    reply = await tab.live.submit("push_navigate", turn)
    later(seconds)
    await tab.follow(reply["response"])


async def by_redirect(tab: Tab, later: Later, seconds: float) -> None:
    turn = {"to": "/live/other/", "put": "info", "timeout": "30"}
    reply = await tab.live.submit("redirect", turn)
    later(seconds)
    await tab.follow(reply["response"])


@pytest.mark.parametrize(
    ("seconds", "left"),
    [
        pytest.param(0, ["info||Turn|30"], id="at once"),
        pytest.param(20, ["info||Turn|10"], id="in time"),
        pytest.param(31, [], id="too late"),
    ],
)
@pytest.mark.parametrize("travel", [by_reconnect, by_navigation, by_redirect])
async def test_the_remaining_timeout_travels_with_a_message(
    tab: Tab,
    later: Later,
    travel: Callable[[Tab, Later, float], Awaitable[None]],
    seconds: float,
    left: list[str],
) -> None:
    await travel(tab, later, seconds)
    assert items(tab.live.html) == left


async def test_a_timeout_goes_on_over_several_reconnects(
    tab: Tab, later: Later
) -> None:
    await tab.act("stay", put="info", timeout="30")
    for seconds in (10, 20):
        later(seconds)
        await tab.reconnect()
    assert items(tab.live.html) == ["info||Turn|10"]


async def test_a_message_without_a_timeout_outlasts_an_expired_one(
    tab: Tab, later: Later
) -> None:
    await tab.act("stay", put="error")
    await tab.act("stay", put="info", timeout="30")
    later(31)
    await tab.reconnect()
    assert tab.shown == ["Before"]


async def test_a_put_of_a_view_that_was_left_is_not_shown(tab: Tab) -> None:
    await tab.act_unanswered("sleep", **{"for": "0.1", "put": "error"})
    await tab.navigate("/live/other/")
    await asyncio.sleep(0.2)
    await tab.act("stay")
    assert tab.shown == []


@each_interruption
async def test_a_put_of_a_view_that_was_left_is_not_restored(
    tab: Tab, interrupt: Interruption
) -> None:
    await tab.act_unanswered("sleep", **{"for": "0.1", "put": "error"})
    await tab.navigate("/live/other/")
    await asyncio.sleep(0.2)
    await interrupt(tab)
    assert tab.shown == []


async def test_a_put_of_a_view_that_was_left_overwrites_nothing(tab: Tab) -> None:
    await tab.act_unanswered("sleep", **{"for": "0.1", "put": "error"})
    await tab.navigate("/live/other/")
    await tab.act("stay", put="info")
    await asyncio.sleep(0.2)
    await tab.reconnect()
    assert tab.shown == ["Turn"]


async def test_a_put_of_a_view_that_was_left_does_not_reach_the_same_view(
    tab: Tab,
) -> None:
    await tab.act_unanswered("sleep", **{"for": "0.1", "put": "error"})
    await tab.navigate("/live/?page=2")
    await asyncio.sleep(0.2)
    await tab.reconnect()
    assert tab.shown == []


async def test_a_record_is_removed_when_another_view_joins_the_page(tab: Tab) -> None:
    await tab.act("stay", put="error")
    await tab.navigate("/live/other/")
    await tab.leave()
    assert await Session.objects.acount() == 0


async def test_a_handler_that_outlives_its_connection_brings_nothing_back(
    tab: Tab,
) -> None:
    await tab.act("stay", put="error")
    await tab.act_unanswered("sleep", **{"for": "0.2", "put": "info"})
    former = tab.live.socket
    await tab.live.connect()
    await tab.live.join()
    await tab.live.clear_flash()
    await asyncio.sleep(0.3)
    await former.disconnect()
    await tab.reconnect()
    assert tab.shown == []


async def test_a_page_that_came_back_with_nothing_keeps_what_it_puts(tab: Tab) -> None:
    await tab.act("stay", put="error")
    await tab.live.clear_flash()
    await crash_view(tab)
    await tab.act("stay", put="info")
    await tab.reconnect()
    assert tab.shown == ["Turn"]


async def test_a_record_that_another_view_has_left_is_not_restored(tab: Tab) -> None:
    await tab.act("stay", put="error")
    await tab.live.disconnect()
    await tab.live.connect()
    await tab.live.navigate("/live/other/")
    await tab.reconnect()
    assert tab.shown == []
