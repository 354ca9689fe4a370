"""Messages that a plain request puts while a live page is open."""

import pytest

from tests.journeys.tab import Tab

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]


@pytest.fixture
async def waiting(tab: Tab) -> Tab:
    """A tab on a live page, of a visitor whose script has put a message.

    The session is older than the connection, which has its cookie.
    """
    await tab.client.get("/act/?put=error")
    await tab.load("/live/")
    await tab.live.clear_flash()
    await tab.client.get("/act/?put=info")
    return tab


async def test_a_live_navigation_shows_a_waiting_message_once(waiting: Tab) -> None:
    await waiting.navigate("/live/other/")
    first = waiting.shown
    await waiting.reconnect()
    again = waiting.shown
    await waiting.navigate("/live/")
    assert (first, again, waiting.shown) == (["Turn"], ["Turn"], [])


async def test_a_page_load_does_not_show_it_again(waiting: Tab) -> None:
    await waiting.navigate("/live/other/")
    await waiting.load("/live/")
    assert (waiting.http, waiting.joined) == ([], [])


async def test_a_waiting_message_is_shown_beside_those_of_the_navigation(
    waiting: Tab,
) -> None:
    await waiting.act("push_navigate", to="/live/other/", put="success")
    assert waiting.shown == ["Turn", "More"]


async def test_a_join_of_a_loaded_page_leaves_a_waiting_message(waiting: Tab) -> None:
    await waiting.reconnect()
    rejoined = waiting.shown
    await waiting.load("/live/")
    assert (rejoined, waiting.shown) == ([], ["Turn"])
