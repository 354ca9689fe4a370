"""What a visitor and scripts do on plain and live pages, in two tabs, at random."""

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from playwright.async_api import BrowserContext, Page

from tests.browser.actions import DISMISS, MESSAGE

REPORT = """
document.addEventListener("liveflash:shown", ({ detail: { id } }) =>
  report("shown", document.getElementById(`liveflash-${id}`)
    .querySelector(".liveflash-text").textContent));
document.addEventListener("DOMContentLoaded", () => new MutationObserver((records) => {
  for (const { target, addedNodes } of records)
    if (target.closest?.("[aria-live]"))
      for (const node of addedNodes) report("announced", node.textContent);
}).observe(document, { childList: true, subtree: true }));
"""
READY = """(() => {
  const [, group, , name] = location.pathname.split("/");
  const title = group === "visits-stack" ? "stack" : name;
  return document.readyState === "complete" && "liveSocket" in window
    && document.querySelector("h1")?.textContent === title
    && liveSocket.isConnected()
    && liveSocket.socket.channels.every(({ state }) => /joined|closed/.test(state))
    && document.querySelector(
      "#liveflash-root.phx-connected, [data-phx-main].phx-connected") !== null;
})()"""
DISMISS_ALL_BUT_ONE = """([message, dismiss]) => [...document.querySelectorAll(message)]
  .slice(1).forEach((each) => each.querySelector(dismiss).click())"""
# Awaited: until then the client sends to a connection that is lost.
DROP = """async () => {
    const { socket, main } = liveSocket;
    if (!socket.isConnected()) return;
    await new Promise((closed) => {
        socket.onClose(closed);
        // After a regular close, the client would load a live page again.
        if (%s || main) socket.conn.send("nonsense");
        else socket.conn.close(4000);
    });
}"""
KINDS = ["part", "json", "nothing", "invalid", "found", "see-other"]
SCRIPTS = {
    "fetch": "(url) => void fetch(url, { headers: liveflash.headers() })",
    # Awaited: htmx keeps only the last of the requests that wait for one.
    "htmx2": "(url) => htmx.ajax('GET', url, { target: '#place' }).then(() => {})",
    # Removed at the end: Turbo loads a frame in a restored page again.
    "turbo": """async (url) => {
        const frame = document.createElement("turbo-frame");
        frame.id = "frame-part";
        frame.src = url;
        document.querySelector("#place").append(frame);
        await frame.loaded;
        frame.remove();
    }""",
    # Awaited: Unpoly aborts a request for the same target.
    "unpoly": """async (url) => {
        await up.render({ target: "#place", url, history: false });
    }""",
    "put": "(text) => liveflash.put('info', text)",
    "server drop": DROP % "true",
    "drop": DROP % "false",
}
VISITS = {
    "htmx2": """(url) => {
        const link = document.body.appendChild(document.createElement("a"));
        link.href = url;
        htmx.process(document.body);
        link.click();
    }""",
    "turbo": "(url) => Turbo.visit(url)",
    "unpoly": "(url) => void up.visit(url)",
}
SUBMIT = """(url) => {
    const form = document.body.appendChild(document.createElement("form"));
    form.method = "post";
    form.action = url;
    window.htmx?.process(document.body);
    form.requestSubmit();
}"""
SETTLE_MS = 300


@dataclass
class MixedTab:
    """A tab, the texts it must show, and how often it showed and announced each."""

    page: Page
    expected: set[str] = field(default_factory=set)
    shown: Counter[str] = field(default_factory=Counter)
    announced: Counter[str] = field(default_factory=Counter)
    steps: int = 0

    async def wait(self) -> None:
        """Wait until the page is connected, and a while for all expected texts."""
        await self.page.wait_for_function(READY)
        for _ in range(200):
            if self.shown.keys() >= self.expected:
                break
            await asyncio.sleep(0.05)
        await self.page.wait_for_function(READY)

    async def dismiss(self) -> None:
        """Dismiss all messages but one, so that none of the next is folded."""
        await self.page.evaluate(DISMISS_ALL_BUT_ONE, [MESSAGE, DISMISS])


class MixedUse:
    """Two tabs of a user on the pages of a library, and a drawn order of actions."""

    def __init__(self, context: BrowserContext, library: str, seed: int) -> None:
        self.log: list[str] = []
        self.tabs: list[MixedTab] = []
        self._context = context
        self._library = library
        self._random = Random(seed)  # noqa: S311 - to be repeated
        self._texts = 0

    async def open(self) -> None:
        """Log in and open the tabs."""
        await self._context.expose_binding("report", self._hear)
        await self._context.add_init_script(REPORT)
        await self._context.request.get(f"/login/?name=mixed-{self._library}")
        for _ in range(2):
            page = await self._context.new_page()
            self.tabs.append(MixedTab(page))
            await page.goto(f"/visits-stack/{self._library}/")
        await self._wait()

    async def act(self) -> None:
        """Do several things at once in both tabs, then leave the page of one."""
        for _ in range(self._random.randint(1, 4)):
            await self._act_on_page(self._random.choice(self.tabs))
        await self._wait()
        for tab in self.tabs:
            await tab.dismiss()
        await self._leave(self._random.choice(self.tabs))
        await self._wait()

    def wrong(self) -> list[tuple[str, dict[str, int]]]:
        """Return what was not shown once, and what was announced more than once."""
        found = []
        for number, tab in enumerate(self.tabs):
            expected = Counter(dict.fromkeys(tab.expected, 1))
            found.append((f"shown in {number}", dict(tab.shown - expected)))
            found.append((f"missing in {number}", dict(expected - tab.shown)))
            texts = Counter(
                text for text in tab.announced.elements() if "text-" in text
            )
            twice = {text: count for text, count in texts.items() if count > 1}
            found.append((f"announced in {number}", twice))
        return [(what, texts) for what, texts in found if texts]

    def told(self, seed: int) -> str:
        """Return what was done last, and heard of it."""
        urls = [tab.page.url for tab in self.tabs]
        return "\n".join([f"LIVEFLASH_SEED={seed}", *self.log[-60:], *urls])

    def _hear(self, source: dict[str, Any], kind: str, text: str) -> None:
        self.log.append(f"{kind} {text}")
        for tab in self.tabs:
            if tab.page == source["page"]:
                (tab.shown if kind == "shown" else tab.announced)[text] += 1

    async def _wait(self) -> None:
        for tab in self.tabs:
            await tab.wait()

    async def _act_on_page(self, tab: MixedTab) -> None:
        own = "fetch", self._library, "put"
        what = self._random.choice([*own, *own, "push", "push", "server drop", "drop"])
        self._note(tab, what)
        if what == "push":
            await self._push()
        elif "drop" in what:
            await tab.page.evaluate(SCRIPTS[what])
        else:
            text = self._expect(tab)
            needs_part = what in {"turbo", "unpoly"}
            kind = "part" if needs_part else self._random.choice(KINDS)
            value = text if what == "put" else f"/r/{kind}/?put={text}&key={text}"
            self.log.append(value)
            await tab.page.evaluate(SCRIPTS[what], value)

    async def _push(self) -> None:
        to = self._random.choice(["user", "session", "everyone"])
        text = self._expect(*self.tabs)
        url = f"/push/?to={to}&text={text}"
        self.log.append(url)
        await self._context.request.get(url)

    async def _leave(self, tab: MixedTab) -> None:
        visits = "load", "visit", "visit", "submit", "submit"
        what = self._random.choice([*visits, "save", "save", "back", "reload"])
        self._note(tab, what)
        match what:
            case "back" if tab.steps > 0:
                tab.steps -= 1
                await tab.page.go_back()
                await tab.page.wait_for_timeout(SETTLE_MS)
            case "save" if await tab.page.locator("[phx-submit]").count():
                await self._save(tab)
            case "load" | "visit" | "submit":
                before = tab.page.url
                await self._visit(tab, what)
                tab.steps += tab.page.url != before  # otherwise it replaces the step
            case _:
                await tab.page.reload()

    async def _save(self, tab: MixedTab) -> None:
        prefix = f"{await tab.page.locator('h1').inner_text()}: "
        text = self._expect(tab, prefix=prefix)
        await tab.page.fill("[name=text]", text.removeprefix(prefix))
        await tab.page.click("text=save")

    async def _visit(self, tab: MixedTab, how: str) -> None:
        library = self._library
        live = [f"/visits/{library}/{name}/" for name in ("first", "second")]
        to = self._random.choice([f"/visits-stack/{library}/", *live])
        text = self._expect(tab)
        url = f"/r/found/?put={text}&key={text}&to={to}"
        if how == "load":
            await tab.page.goto(url)
            return
        script = SUBMIT if how == "submit" else VISITS[library]
        await tab.page.evaluate("document.querySelector('h1').id = 'left'")
        await tab.page.evaluate(script, url)
        await tab.page.wait_for_url(f"**{to}")
        await tab.page.wait_for_selector("h1:not(#left)")

    def _expect(self, *tabs: MixedTab, prefix: str = "") -> str:
        self._texts += 1
        text = f"{prefix}text-{self._texts}"
        self.log.append(f"expect {text}")
        for tab in tabs:
            tab.expected.add(text)
        return text

    def _note(self, tab: MixedTab, what: str) -> None:
        self.log.append(f"tab {self.tabs.index(tab)}: {what} at {tab.page.url}")
