"""Values of every kind on every way: they read the same in a template."""

import logging
from collections.abc import Awaitable, Callable

import pytest

from tests.journeys.conftest import NewTab
from tests.journeys.site import VALUES
from tests.journeys.tab import Tab, value

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

Way = Callable[[Tab, str], Awaitable[None]]


async def reconnect(tab: Tab, name: str) -> None:
    await tab.act("stay", value=name)
    await tab.reconnect()


async def restart(tab: Tab, name: str) -> None:
    await tab.act("stay", value=name)
    await tab.restart()


async def navigate(tab: Tab, name: str) -> None:
    await tab.act("push_navigate", to="/live/other/", value=name)


async def navigate_and_reconnect(tab: Tab, name: str) -> None:
    await navigate(tab, name)
    await tab.reconnect()


async def redirect_to_live(tab: Tab, name: str) -> None:
    await tab.act("redirect", to="/live/other/", value=name)


async def redirect_to_plain(tab: Tab, name: str) -> None:
    await tab.act("redirect", to="/plain/place/", value=name)


async def plain_to_live(tab: Tab, name: str) -> None:
    await tab.load(f"/act/?value={name}&to=/live/other/")


async def plain_to_plain(tab: Tab, name: str) -> None:
    await tab.load(f"/act/?value={name}&to=/plain/place/")


async def mount_to_live(tab: Tab, name: str) -> None:
    await tab.load(f"/sending/mount/?value={name}&to=/live/other/")


async def mount_to_plain(tab: Tab, name: str) -> None:
    await tab.load(f"/sending/mount/?value={name}&to=/plain/place/")


async def lost_on_the_way(tab: Tab, name: str) -> None:
    turn = {"to": "/live/other/", "value": name}
    await tab.live.submit("push_navigate", turn)
    await tab.load("/live/other/")


TO_A_JOIN = [
    reconnect,
    restart,
    navigate,
    navigate_and_reconnect,
    redirect_to_live,
    plain_to_live,
    mount_to_live,
    lost_on_the_way,
]
TO_A_LOAD = [
    redirect_to_live,
    redirect_to_plain,
    plain_to_live,
    plain_to_plain,
    mount_to_live,
    mount_to_plain,
    lost_on_the_way,
]


@pytest.fixture
async def original(tab: Tab, new_tab: NewTab, name: str) -> str:
    """Return how the page renders a value in the turn that puts it."""
    first = new_tab()
    await first.load("/live/")
    await first.act("stay", value=name)
    return value(first.live.html)


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("way", TO_A_JOIN)
async def test_after_the_join_a_value_reads_as_it_was_put(
    tab: Tab, original: str, name: str, way: Way
) -> None:
    await way(tab, name)
    assert value(tab.live.html) == original


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("way", TO_A_LOAD)
async def test_over_http_a_value_reads_as_it_was_put(
    tab: Tab, original: str, name: str, way: Way
) -> None:
    await way(tab, name)
    assert value(tab.html) == original


@pytest.mark.parametrize("way", TO_A_JOIN)
async def test_of_a_value_that_cannot_be_stored_the_text_arrives(
    tab: Tab, way: Way
) -> None:
    await way(tab, "unknown")
    assert tab.shown == ["an unknown &lt;thing&gt;"]


async def test_a_value_that_cannot_be_stored_is_kept_as_it_is_in_memory(
    tab: Tab,
) -> None:
    await tab.act("stay", value="unknown")
    await tab.act("stay", put="error")
    assert value(tab.live.html).startswith("an unknown &lt;thing&gt; its title ")


async def test_of_a_value_that_cannot_be_stored_the_log_warns_once(
    tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, "liveflash"):
        for _ in range(3):
            await tab.act("stay", value="once")
        await tab.reconnect()
    assert caplog.messages == [
        "A flash value of type Once cannot be stored: after a reconnect and on the "
        "next page it is its text."
    ]
