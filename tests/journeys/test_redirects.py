"""A page that sends its visitor on before it is shown, and who goes elsewhere first."""

import pytest

from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

places = pytest.mark.parametrize("place", ["mount", "handle_params"])
ways = pytest.mark.parametrize("way", ["live", "hard"])


@pytest.mark.parametrize(
    ("to", "shown"),
    [
        pytest.param("/live/other/", (["Sent on"], ["Sent on"]), id="to live"),
        pytest.param("/plain/", (["Sent on"], None), id="to plain"),
    ],
)
@ways
@places
async def test_a_load_that_is_sent_on_brings_the_message(
    new_tab: NewTab,
    place: str,
    way: str,
    to: str,
    shown: tuple[list[str], list[str] | None],
) -> None:
    tab = new_tab()
    await tab.load(f"/sending/{place}/?{way}=1&to={to}")
    assert (tab.http, tab.joined) == shown


@pytest.mark.parametrize(
    ("way", "to", "shown"),
    [
        pytest.param("live", "/live/other/", (None, ["Sent on"]), id="live to live"),
        pytest.param("live", "/plain/", (["Sent on"], None), id="live to plain"),
        pytest.param(
            "hard", "/live/other/", (["Sent on"], ["Sent on"]), id="hard to live"
        ),
        pytest.param("hard", "/plain/", (["Sent on"], None), id="hard to plain"),
    ],
)
@places
async def test_a_join_that_is_sent_on_brings_the_message(
    tab: Tab,
    place: str,
    way: str,
    to: str,
    shown: tuple[list[str] | None, list[str] | None],
) -> None:
    tab.forget()
    await tab.navigate(f"/sending/{place}/?{way}=1&to={to}")
    assert (tab.http, tab.joined) == shown


@pytest.mark.parametrize("to", ["/live/other/", "/plain/"])
@ways
@places
async def test_a_message_that_was_sent_on_shows_once(
    new_tab: NewTab, place: str, way: str, to: str
) -> None:
    tab = new_tab()
    await tab.load(f"/sending/{place}/?{way}=1&to={to}")
    await tab.load(to)
    assert tab.shown == []


@pytest.mark.parametrize("to", ["/live/other/", "/plain/"])
@pytest.mark.parametrize("way", ["in", "out"])
async def test_a_mount_that_logs_its_visitor_in_or_out_brings_the_message(
    new_tab: NewTab, way: str, to: str
) -> None:
    tab = new_tab()
    await tab.client.get("/login/?name=bob")
    if way == "in":
        await tab.client.get("/logout/")
    await tab.load(f"/gate/{way}/?to={to}")
    assert tab.shown == ["Sent on"]


@ways
@places
async def test_what_was_on_its_way_already_is_sent_on_too(
    new_tab: NewTab, place: str, way: str
) -> None:
    tab = new_tab()
    await tab.client.get("/act/?put=error&say=Said")
    await tab.load(f"/sending/{place}/?{way}=1&to=/live/other/")
    assert tab.shown == ["Before", "Said", "Sent on"]


@ways
@places
async def test_what_a_navigation_brought_is_sent_on_too(
    tab: Tab, place: str, way: str
) -> None:
    to = f"/sending/{place}/?{way}=1&to=/live/other/"
    await tab.act("push_navigate", to=to, put="error")
    assert tab.shown == ["Before", "Sent on"]


async def test_a_message_waits_until_the_visitor_is_back_from_another_site(
    tab: Tab,
) -> None:
    leave = {"to": "https://a.test/", "external": "yes", "put": "info"}
    reply = await tab.live.submit("redirect", leave)
    target = reply["response"]["redirect"]
    await tab.leave()
    await tab.follow({"redirect": {"to": "/plain/", "flash": target["flash"]}})
    assert (target["to"], tab.http) == ("https://a.test/", ["Turn"])


@pytest.mark.parametrize("how", ["back", "forward"])
async def test_the_history_of_live_pages_brings_no_flash_back(
    tab: Tab, how: str
) -> None:
    await tab.act("stay", put="error")
    await tab.act("push_navigate", to="/live/other/", put="info")
    await tab.navigate("/live/")
    if how == "forward":
        await tab.navigate("/live/other/")
    assert tab.joined == []
