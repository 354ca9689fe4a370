"""Fixtures for tabs, and for the passing of time."""

import time
from collections.abc import AsyncIterator, Callable
from datetime import timedelta

import pytest
from django.test import AsyncClient
from django.utils import timezone

from tests.journeys.tab import Tab

NewTab = Callable[..., Tab]
Later = Callable[[float], None]


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


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Later:
    """Let seconds pass."""
    real_time, real_now = time.time, timezone.now

    def pass_by(seconds: float) -> None:
        monkeypatch.setattr("time.time", lambda: real_time() + seconds)
        monkeypatch.setattr(
            "django.utils.timezone.now", lambda: real_now() + timedelta(seconds=seconds)
        )

    return pass_by
