"""Fixtures for tabs."""

from collections.abc import AsyncIterator, Callable

import pytest
from django.test import AsyncClient

from tests.journeys.tab import Tab

NewTab = Callable[..., Tab]


@pytest.fixture
async def new_tab(transactional_db: None) -> AsyncIterator[NewTab]:
    """Open a tab, of a new visitor or of ``client``; it is closed after the test."""
    tabs: list[Tab] = []

    def open_tab(client: AsyncClient | None = None) -> Tab:
        tabs.append(Tab(client))
        return tabs[-1]

    yield open_tab
    for tab in tabs:
        await tab.leave()


@pytest.fixture
async def tab(new_tab: NewTab) -> Tab:
    """A tab on a live page."""
    tab = new_tab()
    await tab.load("/live/")
    return tab
