"""The dashboard of the documentation, with the metrics of a real site."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.browser.daphne import Site, migrate, serving
from tests.docs.blocks import ROOT
from tests.protocol_client.network import NetworkServer, Visitor
from tests.protocol_client.page import LivePage
from tests.telemetry.prometheus import Prometheus, prometheus_server

DASHBOARD = ROOT / "docs" / "telemetry" / "grafana.json"
SITE = Site("tests.telemetry.settings", "tests.asgi:application", "/plain/")
PATIENCE_SECONDS = 90


def queries() -> dict[str, str]:
    """Return the queries of the dashboard by what they show."""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return {
        f"{panel['title']}: {target['legendFormat']}": target["expr"].replace(
            "$__rate_interval", "10s"
        )
        for panel in panels
        for target in panel["targets"]
    }


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with telemetry."""
    directory = tmp_path_factory.mktemp("telemetry")
    migrate(directory, SITE)
    with serving(directory, site=SITE) as address:
        yield address


@pytest.fixture(scope="module")
def prometheus(origin: str) -> Iterator[Prometheus]:
    with prometheus_server(origin) as server:
        yield server


async def use(page: LivePage) -> None:
    """Do all that the dashboard shows, once."""
    for value in ({"key": "info"}, {"key": "info", "expired": True}):
        await page.event("put", {"key": "info", "text": "Saved."})
        await page.clear_flash(**value)
    await page.event("lv:unknown")
    await page.reconnect()


@pytest.fixture
async def page(origin: str) -> AsyncIterator[LivePage]:
    """A page of the site."""
    visitor = Visitor(origin)
    page = LivePage(NetworkServer(origin), "/stage/?secret=1", visitor)
    await page.open()
    yield page
    await page.disconnect()
    await visitor.close()


async def test_every_query_of_the_dashboard_has_a_result(
    page: LivePage, prometheus: Prometheus
) -> None:
    missing = queries()
    async with asyncio.timeout(PATIENCE_SECONDS):
        while missing:
            await use(page)
            missing = {
                name: query
                for name, query in missing.items()
                if not await asyncio.to_thread(prometheus.query, query)
            }
            await asyncio.sleep(0.5)
    assert missing == {}


async def test_no_metric_names_what_a_visitor_has_sent(page: LivePage) -> None:
    await page.event("secret", {"secret": 1})
    response = await page.client.get("/metrics")
    ours = [each for each in response.text.splitlines() if "liveflash" in each]
    assert any("StageView" in line for line in ours)
    assert not [line for line in ours if "secret" in line or "/stage/" in line]


def test_the_dashboard_names_no_site() -> None:
    assert "://" not in DASHBOARD.read_text()
