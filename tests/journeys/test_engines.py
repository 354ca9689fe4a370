"""The journeys on every session engine."""

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from django.contrib.sessions.backends.file import SessionStore as FileStore
from pytest_django import Settings

from tests.journeys.conftest import NewTab
from tests.journeys.tab import Tab

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.journeys.site"),
]

BACKENDS = "django.contrib.sessions.backends"

Way = Callable[[Tab], Awaitable[None]]


@pytest.fixture(params=["db", "cache", "cached_db", "file", "signed_cookies"])
def engine(
    request: pytest.FixtureRequest,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> str:
    """Each of Django's session engines, for visitors and for flash."""
    settings.SESSION_ENGINE = f"{BACKENDS}.{request.param}"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(tmp_path),
        }
    }
    # The engine finds its directory once and keeps it.
    monkeypatch.setattr(FileStore, "_storage_path", str(tmp_path), raising=False)
    return str(request.param)


@pytest.fixture
async def tab(new_tab: NewTab, engine: str) -> Tab:
    """A tab on a live page."""
    tab = new_tab()
    await tab.load("/live/")
    return tab


async def reconnect(tab: Tab) -> None:
    await tab.act("stay", put="info")
    await tab.reconnect()


async def restart(tab: Tab) -> None:
    await tab.act("stay", put="info")
    await tab.restart()


async def navigate(tab: Tab) -> None:
    await tab.act("push_navigate", to="/live/other/", put="info")


async def redirect_to_live(tab: Tab) -> None:
    await tab.act("redirect", to="/live/other/", put="info")


async def redirect_to_plain(tab: Tab) -> None:
    await tab.act("redirect", to="/plain/", put="info")


async def plain_to_live(tab: Tab) -> None:
    await tab.load("/act/?put=info&to=/live/")


async def plain_to_plain(tab: Tab) -> None:
    await tab.load("/act/?put=info&to=/plain/")


async def lost_on_the_way(tab: Tab) -> None:
    await tab.live.submit("push_navigate", {"to": "/live/other/", "put": "info"})
    await tab.load("/live/other/")


async def refused_rejoin(tab: Tab) -> None:
    await tab.act("stay", put="info")
    tab.client.cookies["barred"] = "1"
    await tab.live.reconnect()
    del tab.client.cookies["barred"]
    await tab.load("/live/")


WAYS = [
    reconnect,
    restart,
    navigate,
    redirect_to_live,
    redirect_to_plain,
    plain_to_live,
    plain_to_plain,
    lost_on_the_way,
    refused_rejoin,
]


@pytest.mark.parametrize("way", WAYS)
async def test_flash_arrives(tab: Tab, way: Way) -> None:
    await way(tab)
    assert tab.shown == ["Turn"]


@pytest.mark.parametrize("way", WAYS)
async def test_flash_arrives_once(tab: Tab, way: Way) -> None:
    await way(tab)
    await tab.load(tab.url)
    assert tab.shown == []


@pytest.mark.parametrize("way", WAYS)
async def test_flash_arrives_after_a_log_in(
    new_tab: NewTab, engine: str, way: Way
) -> None:
    tab = new_tab()
    await tab.client.get("/login/?name=ada")
    await tab.load("/live/")
    await way(tab)
    assert tab.shown == ["Turn"]
