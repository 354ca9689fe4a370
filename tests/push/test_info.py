"""Messages between views: topics, broadcasts and timers."""

import re
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from liveflash import InfoEvent, abroadcast, broadcast
from tests.push.conftest import OpenTab, until_nobody_is_served
from tests.push.tab import Tab

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
]

over_any_layer = pytest.mark.usefixtures("any_layer")


def heard(tab: Tab) -> list[str]:
    """Return the infos that the view of a tab has received."""
    found = re.search(r'<p id="log">(.*?)</p>', tab.html, re.DOTALL)
    assert found is not None
    return found[1].replace("&#x27;", "'").splitlines()


@over_any_layer
async def test_a_broadcast_of_a_view_reaches_all_that_subscribed(
    open_tab: OpenTab,
) -> None:
    tab, other = [await open_tab("/news/?topic=news") for _ in range(2)]
    await tab.event("broadcast", {"topic": "news", "message": {"page": 3}})
    for each in (tab, other):
        await each.wait_for_texts("news: {&#x27;page&#x27;: 3}")
        assert heard(each) == ["InfoEvent(name='news', payload={'page': 3})"]


@over_any_layer
@pytest.mark.parametrize("how", ["sync", "async"])
async def test_a_broadcast_comes_from_outside(open_tab: OpenTab, how: str) -> None:
    tab = await open_tab("/news/?topic=news")
    if how == "sync":
        sent = await sync_to_async(broadcast)("news", ("a", 1))
    else:
        sent = await abroadcast("news", ("a", 1))
    await tab.wait_for_texts("news: (&#x27;a&#x27;, 1)")
    assert sent is True


async def test_plain_callbacks_subscribe_and_broadcast(open_tab: OpenTab) -> None:
    tab, other = [await open_tab("/news/plain/") for _ in range(2)]
    await tab.event("hello")
    await other.wait_for_texts("news: hello")


async def test_a_view_subscribes_to_several_topics(open_tab: OpenTab) -> None:
    tab = await open_tab("/news/?topic=a&topic=b&topic=a")
    await abroadcast("a", 1)
    await abroadcast("b", 2)
    await tab.wait_for_texts("b: 2")
    assert heard(tab) == [
        "InfoEvent(name='a', payload=1)",
        "InfoEvent(name='b', payload=2)",
    ]


async def test_a_view_hears_nothing_of_other_topics(open_tab: OpenTab) -> None:
    tab = await open_tab("/news/?topic=a")
    await abroadcast("b", 2)
    await abroadcast("a", 1)
    await tab.wait_for_texts("a: 1")
    assert len(heard(tab)) == 1


async def test_an_awaited_subscription_holds_at_once(open_tab: OpenTab) -> None:
    tab = await open_tab("/news/eager/")
    await tab.wait_for_texts("news: during the mount")


async def test_a_view_subscribes_in_a_handler(open_tab: OpenTab) -> None:
    tab = await open_tab("/news/")
    await tab.event("subscribe", {"topic": "late"})
    await abroadcast("late", 1)
    await tab.wait_for_texts("late: 1")


async def test_a_handler_that_raises_has_broadcast_nothing(open_tab: OpenTab) -> None:
    tab = await open_tab("/news/")
    other = await open_tab("/news/?topic=news")
    await tab.event("broadcast and crash", {"topic": "news"})
    await other.settle()
    assert heard(other) == []


async def test_timers_bring_their_events(open_tab: OpenTab) -> None:
    tab = await open_tab("/news/")
    await tab.event("schedule")
    while len(heard(tab)) < 3:
        await tab.push("diff")
    assert sorted(set(heard(tab))) == [
        "InfoEvent(name='once', payload=None)",
        "InfoEvent(name='tick', payload=7)",
    ]


async def leaves(tab: Tab) -> None:
    await tab.send("phx_leave")


async def crashes(tab: Tab) -> None:
    await tab.event("crash")


async def disconnects(tab: Tab) -> None:
    await tab.disconnect()
    await tab.connect()


@pytest.mark.parametrize("end", [leaves, crashes, disconnects])
@pytest.mark.usefixtures("no_layer")
async def test_topics_and_timers_end_with_the_view(
    open_tab: OpenTab, end: Any, caplog: pytest.LogCaptureFixture
) -> None:
    tab = await open_tab("/news/?topic=news")
    await tab.event("schedule")
    await end(tab)
    await until_nobody_is_served()
    sent = await abroadcast("news", "anybody?")
    await nothing_more(tab)  # but what was under way
    assert (sent, await nothing_more(tab)) == (False, True)


async def nothing_more(tab: Tab) -> bool:
    """Return True if the view sends nothing more."""
    return bool(await tab.socket.receive_nothing(0.1))


@pytest.mark.parametrize("topic", [None, 5, "", b"news"])
async def test_a_topic_is_a_name(topic: Any) -> None:
    with pytest.raises(TypeError, match="A topic must be"):
        await abroadcast(topic, "message")


async def test_sync_broadcasts_do_not_block_an_event_loop() -> None:
    with pytest.raises(RuntimeError, match="await abroadcast"):
        broadcast("news", "message")


def test_an_info_event_is_shaped_as_pyviews() -> None:
    event = InfoEvent("tick")
    assert (event.name, event.payload, event) == ("tick", None, InfoEvent("tick", None))
