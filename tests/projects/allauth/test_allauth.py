"""Messages on the way through the log-in and the log-out of django-allauth."""

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    STACK,
    TEXTS,
    go,
    put,
    wait_for_messages,
    wait_until_joined,
)
from tests.projects.users import PASSWORD

SIGNED_OUT = ["See you soon.", "You have signed out."]


@pytest.fixture
async def page(context: BrowserContext) -> Page:
    return await context.new_page()


async def fill_in(page: Page, name: str) -> None:
    """Log in on the page that is shown."""
    await page.fill("[name=login]", name)
    await page.fill("[name=password]", PASSWORD)
    await page.click("button[type=submit]")
    await wait_until_joined(page)


async def log_in(page: Page, name: str) -> None:
    """Log in, and be sent to a live page."""
    await page.goto("/accounts/login/")
    await fill_in(page, name)


async def log_out(page: Page, how: str) -> None:
    """Log out, or leave that to the next who logs in."""
    if how == "allauth":
        await page.goto("/accounts/logout/")
        await page.click("button[type=submit]")
        await wait_until_joined(page)
    if how == "async":
        await page.goto("/alogout/")
        await wait_until_joined(page)


async def test_a_live_page_shows_the_message_of_a_log_in(page: Page, name: str) -> None:
    await log_in(page, name)
    await wait_for_messages(page, f"Successfully signed in as {name}.")


async def test_a_message_arrives_after_a_redirect_through_the_log_in(
    page: Page, name: str
) -> None:
    await page.goto("/stage/")
    await wait_until_joined(page)
    await go(page, "redirect", "/members/", "For members only.")
    await page.wait_for_url("**/accounts/login/?next=/members/")
    await fill_in(page, name)
    signed_in = f"Successfully signed in as {name}."
    await wait_for_messages(page, "For members only.", signed_in)


async def test_a_live_page_shows_the_messages_of_a_log_out(
    page: Page, name: str
) -> None:
    await log_in(page, name)
    await log_out(page, "allauth")
    await wait_for_messages(page, *SIGNED_OUT)


async def test_a_message_survives_an_async_log_out(page: Page, name: str) -> None:
    await log_in(page, name)
    await log_out(page, "async")
    await wait_for_messages(page, "See you soon.")


async def test_a_live_page_does_not_overtake_its_own_log_out(
    context: BrowserContext, page: Page, name: str
) -> None:
    await log_in(page, name)
    # The log-out ends the socket of this page long before the next page is there.
    await context.add_cookies([{"name": "delay", "value": "0.3", "url": page.url}])
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    await page.evaluate("location.href = '/alogout/'")
    await wait_for_messages(page, "See you soon.")
    await wait_until_joined(page)
    assert [url.endswith("/stage/") for url in loaded].count(True) == 1


@pytest.mark.parametrize("how", ["allauth", "async", "not at all"])
async def test_waiting_messages_are_not_shown_to_the_next_user(
    page: Page, name: str, how: str
) -> None:
    await log_in(page, name)
    # One message waits in the session, the other comes with the flash cookie.
    await go(page, "redirect", "/remind/", f"Only for {name}")
    await page.wait_for_url("**/remind/")
    await log_out(page, how)
    await page.goto(f"/login/?name=ben-of-{name}")
    await page.goto("/stage/")
    await wait_until_joined(page)
    await put(page, "Hello")
    await expect(page.locator(TEXTS).last).to_have_text("Hello")
    assert f"Only for {name}" not in await page.inner_text(STACK)
