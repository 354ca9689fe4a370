"""Pages with a bell are sent how many kept messages are unread."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.db import OperationalError
from django.db.backends.utils import CursorWrapper
from django.test import AsyncClient

from liveflash import apush_flash
from liveflash.channel import kept_badge
from liveflash.kept import marking, reading
from liveflash.push import keeping
from tests.push.conftest import any_layer
from tests.push.tab import Tab

__all__ = ["any_layer"]

pytestmark = [
    pytest.mark.urls("tests.kept.site"),
    pytest.mark.django_db(transaction=True),
]
alone = pytest.mark.usefixtures("no_layer")
LIVE, PLAIN = "/keeping/", "/plain/"
each_page = pytest.mark.parametrize("url", [LIVE, PLAIN])


class BellTab(Tab):
    """A tab of a page with a bell; ``counts`` are the numbers it was sent."""

    bell: object = True

    def __init__(self, url: str, client: Any) -> None:
        super().__init__(url, client)
        self.counts: list[int] = []

    def join_payload(self) -> dict[str, Any]:
        payload = super().join_payload()
        payload["params"]["_bell"] = self.bell
        return payload

    def apply_diff(self, diff: dict[str, Any]) -> None:
        super().apply_diff(diff)
        for event, payload in diff.get("e", ()):
            if event == kept_badge.KEPT_EVENT:
                self.counts.append(payload["unread"])

    async def until(self, count: int) -> None:
        """Wait until the page was sent this number last."""
        while self.counts[-1:] != [count]:
            await self.receive_push()


@pytest.fixture
async def tabs(transactional_db: None) -> AsyncIterator[Any]:
    """Open pages with a bell."""
    opened = []

    async def open_one(url: str, client: AsyncClient, bell: object = True) -> BellTab:
        tab = BellTab(url, client)
        tab.bell = bell
        await tab.open()
        opened.append(tab)
        return tab

    yield open_one
    for tab in opened:
        await tab.disconnect()


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The queries of all threads."""
    noted: list[str] = []
    execute = getattr(CursorWrapper, "_execute")  # noqa: B009 - mypy

    def noting(self: Any, sql: Any, *args: Any) -> Any:
        noted.append(str(sql))
        return execute(self, sql, *args)

    monkeypatch.setattr(CursorWrapper, "_execute", noting)
    return noted


@alone
@each_page
async def test_a_page_is_sent_the_number_after_each_join(
    tabs: Any, ada: User, as_ada: AsyncClient, url: str
) -> None:
    await apush_flash("info", "Shipped", user=ada, keep=True)
    tab = await tabs(url, as_ada)
    await tab.until(1)
    await sync_to_async(marking.mark_read)(str(ada.pk))
    await tab.reconnect()
    await tab.until(0)


@each_page
async def test_a_push_reaches_each_page_of_its_user(
    tabs: Any,
    ada: User,
    as_ada: AsyncClient,
    as_ben: AsyncClient,
    any_layer: str,
    url: str,
) -> None:
    first, second, other = [await tabs(url, who) for who in (as_ada, as_ada, as_ben)]
    for tab in (first, second, other):
        await tab.until(0)
    await apush_flash("info", "Shipped", user=ada, keep=True)
    for tab in (first, second):
        await tab.until(1)
    await other.settle()
    assert other.counts == [0]


@alone
async def test_a_push_to_everyone_reaches_each_page(
    tabs: Any, as_ada: AsyncClient, as_ben: AsyncClient
) -> None:
    pages = [await tabs(url, who) for url in (LIVE, PLAIN) for who in (as_ada, as_ben)]
    pushed = await apush_flash("info", "Noon", everyone=True, keep=True)
    for tab in pages:
        await tab.until(1)
    await pushed.aclear()
    for tab in pages:
        await tab.until(0)


@alone
async def test_what_one_page_keeps_and_dismisses_reaches_the_others(
    tabs: Any, as_ada: AsyncClient
) -> None:
    tab, other = await tabs(LIVE, as_ada), await tabs(PLAIN, as_ada)
    await other.until(0)
    await tab.event("keep", {"text": "Shipped"})
    for each in (tab, other):
        await each.until(1)
    await tab.clear_flash()
    for each in (tab, other):
        await each.until(0)


@alone
async def test_what_a_request_keeps_reaches_open_pages(
    tabs: Any, as_ada: AsyncClient
) -> None:
    tab = await tabs(LIVE, as_ada)
    await as_ada.get("/kept/?keep=Paid")
    await tab.until(1)


@alone
@each_page
@pytest.mark.parametrize("bell", [None, False, "true", 1, {}, ["x"]])
async def test_a_page_without_a_bell_causes_no_query(
    tabs: Any,
    ada: User,
    as_ada: AsyncClient,
    queries: list[str],
    url: str,
    bell: object,
) -> None:
    tab = await tabs(url, as_ada, bell)
    await keeping._anotify(str(ada.pk))
    await tab.settle()
    assert (tab.counts, [each for each in queries if "kept" in each]) == ([], [])


@alone
async def test_a_visitor_without_a_user_has_no_bell(tabs: Any) -> None:
    tab = await tabs(LIVE, AsyncClient())
    await tab.settle()
    assert tab.counts == []


@alone
@each_page
async def test_many_changes_in_a_row_are_counted_together(
    tabs: Any, ada: User, as_ada: AsyncClient, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    tab = await tabs(url, as_ada)
    await tab.until(0)
    for _ in range(50):
        await keeping._anotify(str(ada.pk))
    await tab.settle()
    await tab.settle()
    assert 1 <= len(tab.counts) - 1 <= 25


@alone
@each_page
async def test_more_than_a_hundred_are_sent_as_a_hundred(
    tabs: Any, ada: User, as_ada: AsyncClient, url: str
) -> None:
    for number in range(reading.MAX_UNREAD + 1):
        await apush_flash("info", number, user=ada, keep=True)
    tab = await tabs(url, as_ada)
    await tab.until(reading.MAX_UNREAD)


@alone
@each_page
async def test_during_an_outage_a_page_works_without_the_number(
    tabs: Any, as_ada: AsyncClient, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    def fail(_user: str) -> int:
        raise OperationalError("gone")

    monkeypatch.setattr(reading, "unread_count", fail)
    tab = await tabs(url, as_ada)
    await tab.settle()
    assert tab.counts == []
    monkeypatch.undo()
    await tab.reconnect()
    await tab.until(0)
