"""The stack and the bell in the admin, and the progress of a long action."""

from typing import Literal

import pytest
from django.core.checks import run_checks
from playwright.async_api import BrowserContext, Page, expect
from pytest_django import Settings

from tests.browser.actions import wait_for_messages
from tests.browser.axe import AXE, violations
from tests.browser.bell import BELL, badge_is, entries_are, open_panel
from tests.projects.admin_groups import act, page

__all__ = ["page"]

JOINED = "#liveflash-root.phx-connected"


async def test_the_stack_shows_the_messages_of_the_admin(page: Page) -> None:
    message = page.locator(".liveflash-message[data-level=success]")
    await expect(message).to_contain_text("was added successfully")
    await expect(page.locator(".messagelist")).to_have_count(0)


async def test_an_error_stays_until_it_is_dismissed(page: Page) -> None:
    await act(page, "refuse")
    await wait_for_messages(page, "This cannot be done.")
    await page.click("[data-liveflash-dismiss]")
    await wait_for_messages(page)


async def test_a_long_action_pushes_its_progress(page: Page) -> None:
    await act(page, "export")
    await expect(page.locator(JOINED)).to_be_attached()
    await wait_for_messages(page, "Exported.")


async def test_the_bell_is_among_the_links_of_the_user(page: Page) -> None:
    await act(page, "keep")
    await expect(page.locator(f"#user-tools {BELL}")).to_be_visible()
    await badge_is(page, "1")
    await open_panel(page)
    await entries_are(page, "The groups were kept.")


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_axe_finds_nothing_in_the_stack(
    page: Page, theme: Literal["light", "dark"], language: str
) -> None:
    await page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    await page.set_extra_http_headers({"Accept-Language": language})
    await page.context.add_init_script(path=AXE)
    await act(page, "report")
    await expect(page.locator(".liveflash-message:visible")).to_have_count(5)
    assert await page.evaluate("document.dir") == ("rtl" if language == "ar" else "ltr")
    assert await violations(page, "#liveflash") == []


async def test_the_log_in_page_has_no_socket(context: BrowserContext) -> None:
    page = await context.new_page()
    await page.goto("/admin/login/")
    await expect(page.locator("#liveflash")).to_be_attached()
    await expect(page.locator("[data-phx-session]")).to_have_count(0)


@pytest.mark.parametrize("is_first", [True, False])
def test_a_check_says_which_app_comes_first(settings: Settings, is_first: bool) -> None:
    ours, others = "liveflash.contrib.admin", "django.contrib.admin"
    added = [ours, others] if is_first else [others, ours]
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, *added]
    ids = {message.id for message in run_checks()}
    assert ("liveflash.E014" in ids) is not is_first
