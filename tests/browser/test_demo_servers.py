"""The demo with two servers, PostgreSQL and Redis; one of the servers is killed."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.async_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.bell import ENTRIES, badge_is, open_panel
from tests.browser.daphne import HOST, ROOT
from tests.servers import (
    free_port,
    give_up,
    postgresql_programs,
    unmeasured,
    wait_until,
)

TIMEOUT_SECONDS = 60
LOST = "[data-liveflash-connection=lost]"
CONNECTED = "#liveflash-root.phx-connected, [data-phx-main].phx-connected"


class Demo:
    """The running demo: its addresses, and its output."""

    def __init__(self, log: Path, addresses: list[str]) -> None:
        self.addresses = addresses
        self._log = log

    def processes_of(self, address: str) -> list[int]:
        """Return the processes that have served an address, the latest last."""
        said = re.findall(rf"http://{address}/ is process (\d+)", self._log.read_text())
        return [int(pid) for pid in said]

    def wait_until_it_serves(self) -> None:
        """Wait until both servers take connections."""
        for address in self.addresses:
            try:
                wait_until(partial(connect, address), OSError)
            except OSError as error:
                raise RuntimeError(self._log.read_text()) from error


def connect(address: str) -> None:
    """Connect to a server."""
    host, _, port = address.partition(":")
    socket.create_connection((host, int(port))).close()


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo, as ``make demo-redis`` runs it."""
    postgresql_programs()
    if shutil.which("redis-server") is None:
        give_up("redis-server")
    log = tmp_path_factory.mktemp("demo") / "log"
    demo = Demo(log, [f"{HOST}:{free_port()}", f"{HOST}:{free_port()}"])
    program = ["-m", "demo_project.processes", "--redis", *demo.addresses]
    environment = unmeasured() | {"DJANGO_SETTINGS_MODULE": "demo_project.settings"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *program],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=output,
        )
    try:
        demo.wait_until_it_serves()
        yield demo
    finally:
        process.terminate()
        process.wait(TIMEOUT_SECONDS)


@pytest.fixture
async def visitor(browser: Browser) -> AsyncIterator[BrowserContext]:
    """A visitor's browser."""
    context = await browser.new_context()
    context.set_default_timeout(20_000)
    yield context
    await context.close()


def message(page: Page, text: str) -> Locator:
    """Return the message with a text."""
    return page.locator(".liveflash-message", has_text=text)


async def open_export(visitor: BrowserContext, address: str) -> Page:
    """Open the page of background work by one of the servers."""
    page = await visitor.new_page()
    await page.goto(f"http://{address}/export/")
    await expect(page.locator(CONNECTED)).to_be_attached()
    return page


async def test_messages_go_on_while_a_server_is_killed(
    demo: Demo, visitor: BrowserContext
) -> None:
    killed, other = demo.addresses
    first = await open_export(visitor, killed)
    second = await open_export(visitor, other)
    os.kill(demo.processes_of(killed)[-1], signal.SIGKILL)
    await expect(first.locator(LOST)).to_be_visible()

    await second.click("button[value=export]")
    await expect(message(second, "Exporting")).to_be_visible()
    await expect(message(second, "Your export is ready")).to_be_visible()

    await expect(message(first, "Your export is ready")).to_be_visible()
    await expect(first.locator(LOST)).to_be_hidden()
    assert len(demo.processes_of(killed)) == 2
    assert len(demo.processes_of(other)) == 1


async def test_the_result_of_a_task_is_kept_under_the_bell(
    demo: Demo, visitor: BrowserContext
) -> None:
    page = await visitor.new_page()
    await page.goto(f"http://{demo.addresses[1]}/")
    await page.click("text=Start an export")
    await expect(message(page, "Exporting")).to_be_visible()
    await page.click("#menu >> text=Rich messages")
    await expect(message(page, "Your export is ready")).to_be_visible()
    await badge_is(page, "1")
    await open_panel(page)
    await expect(page.locator(ENTRIES)).to_contain_text(["Your export is ready"])
