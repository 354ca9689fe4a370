"""Messages are custom elements: they work wherever their HTML is inserted."""

import asyncio

import pytest
from playwright.async_api import BrowserContext, Page, expect

from tests.browser.actions import (
    DISMISS,
    DROPPED_BY_CLIENT,
    MESSAGE,
    TEXTS,
    go,
    note,
    put,
    send,
    wait_for_messages,
    wait_until_joined,
)
from tests.browser.conftest import OpenPage
from tests.browser.listeners import count_lasting_listeners, count_listeners
from tests.browser.plain_page import RECORD_EVENTS, open_plain
from tests.browser.screen_reader import LISTEN, announcements, wait_for_announcements

HTML = """
<liveflash-stack id="liveflash" class="liveflash" data-skin="plain"
  data-position="top-end" role="region" aria-label="Messages" tabindex="-1"
><liveflash-message id="liveflash-a" class="liveflash-message" data-level="info"
  data-key="info" data-liveflash-revision="0" data-liveflash-timeout="5"
><div class="liveflash-body"><div data-liveflash-text><span
  class="liveflash-text">Hello</span></div></div><button type="button"
  class="liveflash-dismiss" data-liveflash-dismiss aria-label="Dismiss"></button
></liveflash-message></liveflash-stack>"""
# How libraries insert the HTML of a response; htmx and Turbo have tests of their own.
INSERTIONS = {
    "fragment": """html => {
      const fragment = document.createRange().createContextualFragment(html);
      document.querySelector("main").replaceChildren(fragment);
    }""",
    "innerHTML": "html => { document.querySelector('main').innerHTML = html; }",
    "template": """html => {
      const template = document.createElement("template");
      template.innerHTML = html;
      document.querySelector("main").append(template.content.cloneNode(true));
    }""",
}
MOVE = """() => {
  const parent = document.body.appendChild(document.createElement("div"));
  parent.append(document.querySelector("#liveflash"));
  document.querySelector("main").append(document.querySelector("#liveflash"));
}"""


@pytest.mark.parametrize("how", INSERTIONS)
async def test_a_message_works_where_it_is_inserted(
    context: BrowserContext, how: str
) -> None:
    page = await open_plain(context)
    await page.evaluate(INSERTIONS[how], HTML)
    await page.clock.run_for(100)
    await wait_for_announcements(page, "polite: Hello")
    await expect(page.locator("#liveflash:popover-open")).to_be_attached()
    await page.keyboard.press("F8")
    await expect(page.locator(DISMISS)).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(MESSAGE)).to_have_count(0)
    assert await page.evaluate("told") == [
        ["shown", "a", ""],
        ["dismissed", "a", "escape"],
    ]


async def test_a_message_of_a_plain_page_goes_when_its_time_is_over(
    context: BrowserContext,
) -> None:
    page = await open_plain(context)
    await page.evaluate(INSERTIONS["innerHTML"], HTML)
    await page.clock.fast_forward(4_000)
    await expect(page.locator(MESSAGE)).to_be_visible()
    await page.clock.fast_forward(1_500)
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_moving_a_message_changes_nothing(context: BrowserContext) -> None:
    page = await open_plain(context)
    await page.evaluate(INSERTIONS["innerHTML"], HTML)
    await page.clock.fast_forward(4_000)
    await page.evaluate(MOVE)
    await page.clock.run_for(100)
    assert await announcements(page) == ["polite: Hello"]
    assert await page.evaluate("told") == [["shown", "a", ""]]
    await page.clock.fast_forward(1_500)
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_a_message_inserted_again_is_shown_in_silence(
    context: BrowserContext,
) -> None:
    page = await open_plain(context)
    for _ in range(2):
        await page.evaluate(INSERTIONS["innerHTML"], HTML)
        await page.clock.run_for(100)
    await expect(page.locator(MESSAGE)).to_be_visible()
    assert await page.locator("[data-liveflash-entering]").count() == 0
    assert await announcements(page) == ["polite: Hello"]
    assert await page.evaluate("told") == [
        ["shown", "a", ""],
        ["dismissed", "a", "server"],
    ]
    await page.clock.fast_forward(5_500)
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_a_new_revision_is_announced_and_timed_again(
    context: BrowserContext,
) -> None:
    page = await open_plain(context)
    await page.evaluate(INSERTIONS["innerHTML"], HTML)
    await page.clock.fast_forward(4_000)
    await page.evaluate(
        """() => {
          document.getElementById("liveflash-a").dataset.liveflashRevision = "1";
          document.querySelector(".liveflash-text").textContent = "Hello again";
        }"""
    )
    await page.clock.fast_forward(4_000)
    await wait_for_announcements(page, "polite: Hello", "polite: Hello again")
    await expect(page.locator(MESSAGE)).to_be_visible()
    assert await page.evaluate("told") == [["shown", "a", ""]]
    await page.clock.fast_forward(1_500)
    await expect(page.locator(MESSAGE)).to_have_count(0)


async def test_a_message_of_the_page_load_is_shown_once_over_join_and_patches(
    context: BrowserContext,
) -> None:
    await context.add_init_script(LISTEN + RECORD_EVENTS)
    page = await context.new_page()
    await page.goto("/send/?put=info&to=/stage/")
    await wait_until_joined(page)
    await note(page)
    await page.evaluate(DROPPED_BY_CLIENT)
    await wait_until_joined(page)
    await send(page, "put", {"key": "error", "text": "No."})
    await wait_for_messages(page, "sent info", "No.")
    await wait_for_announcements(
        page, "polite: Information: sent info", "assertive: Error: No."
    )
    names = [name for name, _id, _reason in await page.evaluate("told")]
    assert names == ["shown", "shown"]


async def test_a_dismissed_message_stays_hidden_over_patches(
    open_page: OpenPage,
) -> None:
    page = await open_page("/stage/")
    await put(page, "Hello")
    await wait_for_messages(page, "Hello")
    # What the page sends is held back, so that the view still renders the message.
    await page.evaluate(
        """() => {
          const { conn } = liveSocket.socket, { send } = conn;
          conn.send = (data) =>
            data.includes("lv:clear-flash") || send.call(conn, data);
        }"""
    )
    await page.click(DISMISS)
    await expect(page.locator(MESSAGE)).to_be_hidden()
    await send(page, "put", {"key": "error", "text": "No."})
    await wait_for_messages(page, "Hello", "No.")
    await note(page)
    await expect(page.locator(f"{MESSAGE}:visible {TEXTS}")).to_have_text(["No."])
    await page.evaluate(DROPPED_BY_CLIENT)
    await wait_until_joined(page)
    await wait_for_messages(page, "No.")


async def navigate(page: Page, times: int) -> None:
    """Navigate between two live pages, each time with a message and a dialog."""
    for number in range(times):
        to = "/other/" if number % 2 == 0 else "/stage/"
        await go(page, "navigate", to, f"Arrived {number}")
        await wait_for_messages(page, f"Arrived {number}")


async def test_listeners_stay_constant_over_200_navigations(
    context: BrowserContext, open_page: OpenPage
) -> None:
    page = await open_page("/stage/")
    session = await context.new_cdp_session(page)
    await navigate(page, 10)
    before = await count_listeners(session)
    lasting = await count_lasting_listeners(session)
    await asyncio.wait_for(navigate(page, 200), 240)
    assert await count_lasting_listeners(session) <= lasting
    assert await count_listeners(session) <= before + 3


@pytest.mark.parametrize("answer", ["refuse", "accept"])
async def test_a_message_stays_if_the_view_refuses_its_action(
    open_page: OpenPage, answer: str
) -> None:
    page = await open_page("/stage/")
    action = {"label": "Undo", "event": answer}
    await put(page, {"text": "Deleted", "action": action})
    await page.click("text=Undo")
    if answer == "refuse":
        await wait_for_messages(page, "Deleted", "Refused")
        await expect(page.locator(MESSAGE).first).to_be_visible()
        await page.click("text=Undo")
        await wait_for_messages(page, "Deleted", "Refused")
    else:
        await wait_for_messages(page)


async def test_a_message_stays_if_its_action_gets_no_reply(open_page: OpenPage) -> None:
    page = await open_page("/stage/")
    await put(page, {"text": "Deleted", "action": {"label": "Undo", "event": "undo"}})
    await wait_for_messages(page, "Deleted")
    await page.evaluate("new Promise((done) => liveSocket.disconnect(done))")
    await page.click("text=Undo")
    await expect(page.locator(MESSAGE)).to_be_visible()
    await page.evaluate("liveSocket.connect()")
    await wait_until_joined(page)
    await page.click("text=Undo")
    await wait_for_messages(page)
