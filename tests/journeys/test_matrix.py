"""Every journey: the messages at its end, and that a reload no longer shows them.

A page is left in one of four states: a message was put ``before`` and is on screen; one
is put in the ``turn`` that makes the journey; it is ``cleared`` in that turn again; or
``several``, one before and two in the turn. A plain page's turn is a request: the one
that redirects, or a script's just before the browser moves on. The turn of a reconnect
is an event whose reply is lost with the connection.
"""

from dataclasses import dataclass
from itertools import product
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

JOURNEYS = (
    *("patch", "push_patch", "navigate", "redirect"),
    *("reload", "back", "reconnect", "restart"),
)
KINDS = ("live", "plain")
STATES = ("before", "turn", "cleared", "several")

CELLS = 81
IMPOSSIBLE = 47

# ``renders``: which of the HTTP response and the join render the page at the end.
# ``-``: no message.  ``x``: impossible, because
#   a patch stays with its view; so do a reload and a reconnect;
#   a plain page has no connection to lose;
#   no callback has a turn when a live page is reloaded or left by the back button.
TABLE = """
journey     from   to     renders    before  turn  cleared  several
patch       live   live   join       -       Turn  -        Turn,More
patch       live   plain  x          x       x     x        x
patch       plain  live   x          x       x     x        x
patch       plain  plain  x          x       x     x        x
push_patch  live   live   join       -       Turn  -        Turn,More
push_patch  live   plain  x          x       x     x        x
push_patch  plain  live   x          x       x     x        x
push_patch  plain  plain  x          x       x     x        x
navigate    live   live   join       -       Turn  -        Turn,More
navigate    live   plain  http       -       Turn  -        Turn,More
navigate    plain  live   http,join  -       Turn  -        Turn,More
navigate    plain  plain  http       -       Turn  -        Turn,More
redirect    live   live   http,join  -       Turn  -        Turn,More
redirect    live   plain  http       -       Turn  -        Turn,More
redirect    plain  live   http,join  -       Turn  -        Turn,More
redirect    plain  plain  http       -       Turn  -        Turn,More
reload      live   live   http,join  -       x     -        -
reload      live   plain  x          x       x     x        x
reload      plain  live   x          x       x     x        x
reload      plain  plain  http       -       Turn  -        Turn,More
back        live   live   http,join  -       x     -        -
back        live   plain  http       -       x     -        -
back        plain  live   http,join  -       Turn  -        Turn,More
back        plain  plain  http       -       Turn  -        Turn,More
reconnect   live   live   join       Before  Turn  -        Before,Turn,More
reconnect   live   plain  x          x       x     x        x
reconnect   plain  live   x          x       x     x        x
reconnect   plain  plain  x          x       x     x        x
restart     live   live   join       Before  Turn  -        Before,Turn,More
restart     live   plain  http       -       Turn  -        Turn,More
restart     plain  live   http,join  -       Turn  -        Turn,More
restart     plain  plain  http       -       Turn  -        Turn,More
"""

TURNS: dict[str, dict[str, Any]] = {
    "before": {},
    "turn": {"put": ["info"]},
    "cleared": {"put": ["info"], "clear": "all"},
    "several": {"put": ["info", "success"]},
}
PAGES = {"live": "/live/", "plain": "/plain/"}
OTHERS = {"live": "/live/other/", "plain": "/plain/other/"}
PATCHED = "/live/?page=2"


@dataclass(frozen=True, slots=True)
class Journey:
    """One cell of the table."""

    by: str
    source: str
    target: str
    state: str
    renders: str
    texts: str

    @property
    def outcome(self) -> tuple[list[str] | None, list[str] | None]:
        """The messages of the HTTP response and of the join; None without one."""
        texts = [] if self.texts == "-" else self.texts.split(",")
        renders = self.renders.split(",")
        return (
            texts if "http" in renders else None,
            texts if "join" in renders else None,
        )

    @property
    def is_put_before(self) -> bool:
        """Return True if a message is on screen when the journey begins."""
        return self.state != "turn"

    def __str__(self) -> str:
        return f"{self.by} {self.source}-{self.target} {self.state}"


def read_table() -> list[Journey]:
    """The cells, possible or not."""
    _heads, *lines = TABLE.strip().splitlines()
    return [
        Journey(by, source, target, state, renders, texts)
        for by, source, target, renders, *cells in map(str.split, lines)
        for state, texts in zip(STATES, cells, strict=True)
    ]


TABLE_CELLS = read_table()
POSSIBLE = [journey for journey in TABLE_CELLS if journey.texts != "x"]


def test_the_table_has_every_combination() -> None:
    combinations = [(j.by, j.source, j.target, j.state) for j in TABLE_CELLS]
    assert combinations == list(product(JOURNEYS, KINDS, KINDS, STATES))


def test_the_counts_are_those_at_the_top() -> None:
    impossible = len(TABLE_CELLS) - len(POSSIBLE)
    assert (len(POSSIBLE), impossible) == (CELLS, IMPOSSIBLE)


@pytest.mark.parametrize("journey", POSSIBLE, ids=str)
async def test_a_journey_ends_with(journey: Journey, new_tab: NewTab) -> None:
    tab = new_tab()
    await make(journey, tab)
    assert (tab.http, tab.joined) == journey.outcome


@pytest.mark.parametrize("journey", POSSIBLE, ids=str)
async def test_a_reload_after_a_journey_shows_nothing(
    journey: Journey, new_tab: NewTab
) -> None:
    tab = new_tab()
    await make(journey, tab)
    await tab.load(tab.url.partition("?")[0])
    assert tab.shown == []


async def make(journey: Journey, tab: Tab) -> None:
    """Make a journey from its beginning."""
    if journey.by == "back":
        await tab.load(OTHERS[journey.target])
    if journey.source == "live":
        await begin_on_live_page(journey, tab)
        await leave_live_page(journey, tab)
    else:
        await begin_on_plain_page(journey, tab)
        await leave_plain_page(journey, tab)


async def begin_on_live_page(journey: Journey, tab: Tab) -> None:
    await tab.load(PAGES["live"])
    if journey.is_put_before:
        await tab.act("stay", put="error")
        assert tab.shown == ["Before"]
    tab.forget()


async def leave_live_page(journey: Journey, tab: Tab) -> None:
    turn = TURNS[journey.state]
    other = OTHERS[journey.target]
    match journey.by:
        case "patch":
            puts = [f"put={key}" for key in turn.get("put", [])]
            clears = ["clear=all"] if "clear" in turn else []
            await tab.patch("&".join([PATCHED, *puts, *clears]))
        case "push_patch":
            await tab.act("push_patch", to=PATCHED, **turn)
        case "navigate":
            await tab.act("push_navigate", to=other, **turn)
        case "redirect":
            await tab.act("redirect", to=other, **turn)
        case "reload" | "back":
            await tab.act("stay", **turn)
            tab.forget()
            await tab.load(PAGES["live"] if journey.by == "reload" else other)
        case "reconnect":
            await tab.act_unanswered("stay", **turn)
            await tab.reconnect()
        case "restart" if journey.target == "live":
            await tab.act_unanswered("stay", **turn)
            await tab.restart()
        case "restart":
            reply = await tab.live.submit("redirect", {"to": other, **turn})
            await tab.leave()
            await tab.restart()
            await tab.follow(reply["response"])


async def begin_on_plain_page(journey: Journey, tab: Tab) -> None:
    if journey.is_put_before:
        await tab.client.get("/act/", {"put": "error"})
    await tab.load(PAGES["plain"])
    assert tab.shown == (["Before"] if journey.is_put_before else [])
    tab.forget()


async def leave_plain_page(journey: Journey, tab: Tab) -> None:
    turn = TURNS[journey.state]
    other = OTHERS[journey.target]
    match journey.by:
        case "redirect":
            query = urlencode({"to": other, **turn}, doseq=True)
            await tab.load(f"/act/?{query}")
        case "navigate" | "back":
            await tab.client.get("/act/", turn)
            await tab.load(other)
        case "reload":
            await tab.client.get("/act/", turn)
            await tab.load(PAGES["plain"])
        case "restart":
            response = await tab.client.get("/act/", {"to": other, **turn})
            await tab.restart()
            await tab.load(response["Location"])
