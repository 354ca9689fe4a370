"""The cost of a page in Chromium, which is driven through the client's npm packages."""

import asyncio
import json
import shutil
from pathlib import Path

from benchmarks.events.figures import Figures
from benchmarks.events.servers import ROOT, Running
from benchmarks.plain.member import PATH, member

PROGRAM = Path(__file__).with_name("browser.mjs")
NAMES = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str | None:
    """Return the path of Chromium, or None."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def is_installed() -> bool:
    """Return whether Chromium and the packages that drive it are installed."""
    driver = ROOT / "client" / "node_modules" / "puppeteer-core"
    return driver.exists() and chromium() is not None


async def measure(run: Running, script: Figures, interactive: Figures) -> None:
    """Load the page of a logged-in user without a cache."""
    tab = member(run, 0)
    await tab.log_in()
    url = f"http://127.0.0.1:{run.port}{PATH}"
    process = await asyncio.create_subprocess_exec(
        "node",
        str(PROGRAM),
        str(ROOT / "client" / "package.json"),
        str(chromium()),
        url,
        tab.cookies,
        stdout=asyncio.subprocess.PIPE,
    )
    output, _errors = await process.communicate()
    for load in json.loads(output):
        script.add(run.server.name, load["script"])
        interactive.add(run.server.name, load["interactive"])
