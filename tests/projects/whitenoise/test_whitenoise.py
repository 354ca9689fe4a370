"""A live page whose static files have hashed names, served by WhiteNoise."""

import re

import pytest
from playwright.async_api import BrowserContext, Response

from tests.browser.actions import put, wait_for_messages, wait_until_joined
from tests.browser.daphne import Site

HASHED = re.compile(r"/static/liveflash/liveflash(?:-client)?\.[0-9a-f]{12}\.(css|js)$")


@pytest.fixture(scope="module")
def site() -> Site:
    project = "tests.projects.whitenoise"
    return Site(f"{project}.settings", f"{project}.asgi:application", "/stage/")


async def test_a_page_is_live_with_hashed_files(context: BrowserContext) -> None:
    files: list[Response] = []

    def note(response: Response) -> None:
        if "/static/" in response.url:
            files.append(response)

    page = await context.new_page()
    page.on("response", note)
    await page.goto("/stage/")
    await wait_until_joined(page)
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    names = [HASHED.search(response.url) for response in files]
    assert sorted(name.group(1) for name in names if name) == ["css", "js", "js"]
    assert [name for name in names if not name] == []
    assert all("immutable" in file.headers["cache-control"] for file in files)
    assert all(file.headers["content-encoding"] == "gzip" for file in files)
