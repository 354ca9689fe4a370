"""Messages of API views, and the framework's own pages."""

from base64 import b64encode

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import wait_for_messages, wait_until_joined
from tests.browser.conftest import OpenPage
from tests.projects.users import PASSWORD

POST = "form button:text('POST')"
ANSWER = ".response-info"


def basic(name: str) -> str:
    """Return the header of a client that sends name and password."""
    return "Basic " + b64encode(f"{name}:{PASSWORD}".encode()).decode()


@pytest.fixture
async def page(context: BrowserContext, name: str) -> Page:
    """A tab of a user who has logged in."""
    page = await context.new_page()
    await page.goto(f"/login/?name={name}")
    return page


async def test_a_push_of_the_api_reaches_an_open_page(
    open_page: OpenPage, page: Page, expected: list[str]
) -> None:
    expected.append("405")  # the page of a view that takes no GET
    stage = await open_page("/stage/")
    await page.goto("/api/push/")
    await page.click(POST)
    await wait_for_messages(stage, "Pushed by the API.")


async def test_a_push_of_the_api_reaches_a_user_without_a_session(
    context: BrowserContext, open_page: OpenPage, page: Page, name: str
) -> None:
    stage = await open_page("/stage/")
    plain = await context.browser.new_context()  # type: ignore[union-attr]
    answer = await plain.request.post(
        stage.url.replace("/stage/", "/api/push/"),
        headers={"Authorization": basic(name)},
    )
    await plain.close()
    assert answer.ok
    await wait_for_messages(stage, "Pushed by the API.")


async def test_messages_of_the_api_arrive_at_the_next_page(page: Page) -> None:
    await page.goto("/api/put/")
    await page.click(POST)
    await expect(page.locator(ANSWER)).to_contain_text('"put": true')
    await page.goto("/stage/")
    await wait_until_joined(page)
    await wait_for_messages(page, "Put by the API.", "Said by the API.")


async def test_messages_of_a_log_out_by_the_api_arrive(page: Page) -> None:
    await page.goto("/api/log-out/")
    await page.click(POST)
    await expect(page.locator(ANSWER)).to_contain_text('"logged out": true')
    await page.goto("/stage/")
    await wait_until_joined(page)
    await wait_for_messages(page, "Logged out by the API.", "See you soon.")


async def test_the_pages_of_the_api_are_as_without_messages(page: Page) -> None:
    await page.goto("/api/put/")
    answer = page.locator(ANSWER)
    await expect(answer).to_contain_text('"put": false')
    await page.click(POST)
    await expect(answer).to_contain_text('"put": true')
    await expect(answer).to_contain_text("200 OK")
    assert await page.locator(".liveflash-message, .liveflash").count() == 0
