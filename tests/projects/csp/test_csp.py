"""A live page under a policy with a nonce and 'strict-dynamic'; nothing is blocked."""

import django
import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.actions import (
    MESSAGE,
    STACK,
    go,
    mark,
    note,
    path,
    put,
    send,
    wait_for_messages,
    wait_for_rejoin,
)
from tests.browser.conftest import OpenPage
from tests.browser.daphne import Site

SETTINGS = ["settings", "debug_settings"]
if django.VERSION >= (6,):
    SETTINGS.append("django_settings")


@pytest.fixture(scope="module", params=SETTINGS)
def site(request: pytest.FixtureRequest) -> Site:
    settings = f"tests.projects.csp.{request.param}"
    return Site(settings, "tests.projects.asgi:application", "/stage/")


async def test_the_policy_names_a_nonce(context: BrowserContext, site: Site) -> None:
    response = await context.request.get("/stage/")
    policy = response.headers["content-security-policy"]
    assert "'nonce-" in policy
    assert "'strict-dynamic'" in policy


async def test_messages_are_shown_with_their_styles(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    await expect(page.locator(STACK)).to_have_css("position", "fixed")
    await page.click(f"{MESSAGE} [data-liveflash-dismiss]")
    await wait_for_messages(page)


async def test_messages_travel(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await mark(page)
    await go(page, "navigate", "/other/", "Arrived")
    await wait_for_messages(page, "Arrived")
    await go(page, "redirect", "/plain/", "Redirected")
    await wait_for_messages(page, "Redirected")
    assert path(page) == "/plain/"


async def test_a_crash_is_shown_while_debug_is_on(
    open_page: OpenPage, site: Site
) -> None:
    page = await open_page("/stage/")
    await note(page)
    await send(page, "crash", {})
    await wait_for_rejoin(page)
    crash = page.locator("#liveflash-crash")
    await expect(crash).to_have_count(0 if site.settings.endswith(".settings") else 1)
    for shown in await crash.all():
        await expect(shown).to_have_css("position", "fixed")
