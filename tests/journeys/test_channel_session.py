"""``socket.channel_session``: what a view keeps of its own comes back."""

import pytest
from django.contrib.sessions.models import Session

from tests.journeys.conftest import NewTab
from tests.journeys.interruptions import Interruption, crash_view, each_interruption
from tests.journeys.site import VALUES
from tests.journeys.tab import Tab, value

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]


@pytest.fixture
async def draft(new_tab: NewTab) -> Tab:
    """A tab on a page that keeps a draft."""
    tab = new_tab()
    await tab.load("/draft/")
    return tab


@pytest.mark.parametrize("name", VALUES)
@each_interruption
async def test_a_draft_comes_back_after_the_loss(
    draft: Tab, new_tab: NewTab, interrupt: Interruption, name: str
) -> None:
    await draft.act("write", value=name)
    await interrupt(draft)
    assert value(draft.live.html) == await drawn(new_tab, name)


async def drawn(new_tab: NewTab, name: str) -> str:
    """Return what the page shows of a draft that was never stored."""
    tab = new_tab()
    await tab.load(f"/drawn/{name}/")
    return value(tab.live.html)


async def test_what_a_raising_handler_wrote_into_the_draft_is_dropped(
    draft: Tab,
) -> None:
    await draft.act("write", value="string")
    await crash_view(draft)
    assert value(draft.live.html).startswith("a &lt;b&gt; &amp; c ")


async def test_a_draft_is_not_another_pages(draft: Tab, new_tab: NewTab) -> None:
    await draft.act("write", value="string")
    other = new_tab(draft.client)
    await other.load("/draft/")
    await other.reconnect()
    assert value(other.live.html).startswith("none ")


@each_interruption
async def test_a_draft_is_not_another_views(
    draft: Tab, interrupt: Interruption
) -> None:
    await draft.act("write", value="string")
    await draft.navigate("/draft/other/")
    await interrupt(draft)
    assert value(draft.live.html).startswith("none ")


async def test_a_draft_is_not_there_after_another_view_was_visited(
    draft: Tab,
) -> None:
    await draft.act("write", value="string")
    await draft.navigate("/draft/other/")
    await draft.navigate("/draft/")
    await draft.reconnect()
    assert value(draft.live.html).startswith("none ")


async def test_a_draft_is_gone_after_a_reload(draft: Tab) -> None:
    await draft.act("write", value="string")
    await draft.load("/draft/")
    assert value(draft.live.html).startswith("none ")


@each_interruption
async def test_a_draft_that_was_discarded_stays_gone(
    draft: Tab, interrupt: Interruption
) -> None:
    await draft.act("write", value="string")
    await draft.act("discard")
    await interrupt(draft)
    assert value(draft.live.html).startswith("none ")


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        pytest.param("string", "a <b> & c", id="string"),
        pytest.param("date", {"~": "date", "v": "2024-02-29"}, id="date"),
        pytest.param("decimal", {"~": "decimal", "v": "9.50"}, id="decimal"),
    ],
)
async def test_a_draft_is_stored_encoded(draft: Tab, name: str, stored: object) -> None:
    await draft.act("write", value=name)
    await draft.leave()
    record = (await Session.objects.aget()).get_decoded()
    assert record["_liveflash"] == {
        "view": "tests.journeys.site.DraftView",
        "data": {"draft": stored},
        "url": "/draft/",
    }


async def test_an_empty_channel_session_is_not_stored(draft: Tab) -> None:
    await draft.act("discard")
    await draft.leave()
    assert await Session.objects.acount() == 0


async def test_a_channel_session_that_was_emptied_is_removed(draft: Tab) -> None:
    await draft.act("write", value="string")
    await draft.act("discard")
    await draft.leave()
    assert await Session.objects.acount() == 0
