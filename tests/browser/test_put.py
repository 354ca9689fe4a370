"""Messages that a script of the page puts, changes and removes."""

from typing import Any

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import DISMISS, MESSAGE
from tests.browser.plain_page import (
    dismiss_by_keyboard,
    events,
    open_plain,
    wait_until_expired,
    wait_until_shown,
)

SKINS = ["plain", "bootstrap", "daisyui"]
LEVELS = {"info": "Information:", "error": "Error:", "own": ""}


async def open_page(context: BrowserContext, skin: str = "plain") -> Page:
    return await open_plain(context, f"/r/page/none/?skin={skin}")


def words(html: str) -> list[str]:
    """Return the tags, attributes and texts, whatever their order."""
    return html.replace(">", " > ").split()


async def put(page: Page, *arguments: Any) -> Any:
    return await page.evaluate("(all) => liveflash.put(...all)", list(arguments))


@pytest.mark.parametrize("skin", SKINS)
async def test_a_message_is_shown_announced_and_dismissed(
    context: BrowserContext, skin: str
) -> None:
    page = await open_page(context, skin)
    await put(page, "info", "Copied")
    await wait_until_shown(page, "polite: Information: Copied")
    await dismiss_by_keyboard(page)
    assert await events(page) == ["shown ", "dismissed escape"]


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("level", LEVELS)
async def test_a_message_looks_as_one_of_the_server(
    context: BrowserContext, skin: str, level: str
) -> None:
    page = await open_page(context, skin)
    await put(page, level, {"title": "Title", "text": "Text", "url": "/"})
    script = f"""async () => {{
        const [put] = document.querySelectorAll("{MESSAGE}");
        await fetch("/r/level/?level={level}", {{headers: liveflash.headers()}});
        while (document.querySelectorAll("{MESSAGE}").length < 2)
            await new Promise((done) => setTimeout(done, 20));
        const all = [...document.querySelectorAll("{MESSAGE}")];
        return all.map((each) => each.outerHTML.replaceAll(each.id, "")
            .replaceAll(/ data-liveflash-entering=""/g, ""));
    }}"""
    await page.clock.resume()
    own, of_server = await page.evaluate(script)
    assert sorted(words(own)) == sorted(words(of_server))


async def test_an_update_changes_a_message_in_place(context: BrowserContext) -> None:
    page = await open_page(context)
    key = await put(page, "info", "Copying…", {"timeout": None})
    assert await page.evaluate("(id) => liveflash.update(id, 'Copied')", key) is True
    await expect(page.locator(MESSAGE)).to_have_text("Information:\nCopied")
    await expect(page.locator(MESSAGE)).to_have_count(1)
    assert await events(page) == ["shown "]


async def test_an_update_may_change_the_level_and_the_time(
    context: BrowserContext,
) -> None:
    page = await open_page(context)
    key = await put(page, "info", "Copying…", {"timeout": None})
    change = "(id) => liveflash.update(id, 'Failed', {level: 'error', timeout: 5})"
    await page.evaluate(change, key)
    await expect(page.locator(f"{MESSAGE}[data-level=error]")).to_have_count(1)
    await wait_until_expired(page)


async def test_a_message_that_was_dismissed_is_not_updated(
    context: BrowserContext,
) -> None:
    page = await open_page(context)
    key = await put(page, "info", "Copied")
    await page.click(DISMISS)
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert await page.evaluate("(id) => liveflash.update(id, 'Again')", key) is False
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_clear_removes_one_message_or_all(context: BrowserContext) -> None:
    page = await open_page(context)
    key = await put(page, "info", "One")
    for text in ("Two", "Three"):
        await put(page, "info", text)
    await page.evaluate("(id) => liveflash.clear(id)", key)
    await expect(page.locator(MESSAGE)).to_have_count(2)
    await page.evaluate("liveflash.clear()")
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_clear_leaves_the_messages_of_the_server(context: BrowserContext) -> None:
    page = await open_plain(context, "/r/page/none/?put=Server")
    await put(page, "info", "Browser")
    await expect(page.locator(MESSAGE)).to_have_count(2)
    await page.evaluate("liveflash.clear()")
    await expect(page.locator(MESSAGE)).to_have_count(1)


async def test_a_message_replaces_that_of_its_key(context: BrowserContext) -> None:
    page = await open_page(context)
    for text in ("One", "Two"):
        await put(page, "info", text, {"key": "copy"})
    await expect(page.locator(MESSAGE)).to_have_count(1)
    await expect(page.locator(MESSAGE)).to_contain_text("Two")


async def test_a_message_expires(context: BrowserContext) -> None:
    page = await open_page(context)
    await put(page, "info", "Copied")
    await wait_until_expired(page)


async def test_a_message_stays_without_a_time(context: BrowserContext) -> None:
    page = await open_page(context)
    await put(page, "info", "Copied", {"timeout": None})
    await page.clock.fast_forward(60_000)
    await expect(page.locator(MESSAGE)).to_have_count(1)


async def test_markup_in_a_message_is_shown_as_text(context: BrowserContext) -> None:
    page = await open_page(context)
    await put(page, "info", {"title": "<b>T</b>", "text": "<img src=x>"})
    await expect(page.locator(".liveflash-text")).to_have_text("<img src=x>")
    await expect(page.locator(f"{MESSAGE} img, {MESSAGE} b")).to_have_count(0)


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "http://["])
async def test_an_address_that_is_no_link_is_left_out(
    context: BrowserContext, url: str
) -> None:
    page = await open_page(context)
    await put(page, "info", {"text": "Open", "url": url})
    await expect(page.locator(MESSAGE)).to_have_count(1)
    await expect(page.locator(f"{MESSAGE} a")).to_have_count(0)


async def test_older_messages_are_folded(context: BrowserContext) -> None:
    page = await open_page(context)
    for number in range(7):
        await put(page, "info", f"Number {number}")
    await expect(page.locator("[data-liveflash-more]")).to_have_text("+ 2 more")
    await put(page, "info", "One more")
    await expect(page.locator("[data-liveflash-more]")).to_have_text("+ 3 more")


async def test_the_hooks_of_the_page_are_kept(context: BrowserContext) -> None:
    page = await open_page(context)
    assert await page.evaluate("typeof liveflash.hooks.Echo.mounted") == "function"


async def put_actions(page: Page, *, dismissible: bool = True) -> None:
    """Put a message with a button of a script and a link."""
    script = """(dismissible) => {
        window.calls = 0;
        const actions = [
            { label: "Copy again", run: () => (window.calls += 1) },
            { label: "Open", url: "/plain/" },
            { label: "Bad", url: "javascript:alert(1)" },
        ];
        liveflash.put("info", { text: "Copied", actions }, { dismissible });
    }"""
    await page.evaluate(script, dismissible)


@pytest.mark.parametrize("skin", SKINS)
async def test_a_button_calls_the_function_and_ends_the_message(
    context: BrowserContext, skin: str
) -> None:
    page = await open_page(context, skin)
    await put_actions(page)
    await page.click("text=Copy again")
    await page.clock.run_for(200)
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert await page.evaluate("window.calls") == 1
    assert await events(page) == ["shown ", "dismissed action"]


@pytest.mark.parametrize("skin", SKINS)
async def test_a_link_leads_to_its_page(context: BrowserContext, skin: str) -> None:
    page = await open_page(context, skin)
    await put_actions(page)
    await page.click("text=Open")
    await expect(page.locator("h1")).to_have_text("Plain")


async def test_an_action_whose_address_is_no_link_is_left_out(
    context: BrowserContext,
) -> None:
    page = await open_page(context)
    await put_actions(page)
    await expect(page.locator(".liveflash-action")).to_have_text(["Copy again", "Open"])


async def test_a_message_with_actions_stays(context: BrowserContext) -> None:
    page = await open_page(context)
    await put_actions(page)
    await page.clock.fast_forward(60_000)
    await expect(page.locator(MESSAGE)).to_be_visible()


async def test_a_fixed_message_has_no_button_to_dismiss_it(
    context: BrowserContext,
) -> None:
    page = await open_page(context)
    await put_actions(page, dismissible=False)
    await expect(page.locator(MESSAGE)).to_be_visible()
    await expect(page.locator(DISMISS)).to_have_count(0)


async def test_an_update_keeps_the_actions_that_it_has(context: BrowserContext) -> None:
    page = await open_page(context)
    await page.evaluate(
        """() => {
            const id = liveflash.put("info", "Copying…", { timeout: null });
            const actions = [{ label: "Again", run: () => (window.again = true) }];
            liveflash.update(id, { text: "Copied", actions });
        }"""
    )
    await page.click(".liveflash-action")
    assert await page.evaluate("window.again") is True
