// Drive an installed Firefox by WebDriver BiDi against the tests' site.
import { after, before } from "node:test";

import { launch, type Browser, type Page } from "puppeteer-core";

export const SITE = process.env["LIVEFLASH_SITE"]!;
const FIREFOX = process.env["LIVEFLASH_FIREFOX"]!;
const PREFERENCES = { "fission.bfcacheInParent": true }; // as visitors have it

export const MESSAGE = ".liveflash-message";
export const DISMISS = "[data-liveflash-dismiss]";

declare global {
  var heard: string[];
  var liveSocket: any;
  var hooked: HTMLElement;
}

let browser: Browser;

before(async () => {
  browser = await launch({
    browser: "firefox",
    executablePath: FIREFOX,
    acceptInsecureCerts: true,
    extraPrefsFirefox: PREFERENCES,
  });
});
after(() => browser.close());

/** Record, in each page of a tab, what it announces and whether a notice appears. */
function record(): void {
  window.heard = [];
  (window as any).liveflash = { hooks: { Echo: {} } };
  const add = (name: string) =>
    sessionStorage.setItem(name, String(Number(sessionStorage.getItem(name)) + 1));
  addEventListener("pageshow", ({ persisted }) => persisted && add("restored"));
  addEventListener("phx:page-loading-start", (event) => {
    if ((event as CustomEvent).detail.kind === "error") add("lost");
  });
  new MutationObserver((records) => {
    for (const { target, addedNodes } of records) {
      if (!(target instanceof Element)) continue;
      const urgency = target.getAttribute("aria-live");
      if (urgency) addedNodes.forEach((node) => heard.push(`${urgency}: ${node.textContent}`));
      if (target.matches("[data-liveflash-connection]:not([hidden])")) add("notices");
    }
  }).observe(document, { childList: true, subtree: true, attributeFilter: ["hidden"] });
}

/** Run a test in the tab of a new visitor; an error on its pages fails it. */
export function inTab(act: (page: Page) => Promise<void>): () => Promise<void> {
  return async () => {
    const context = await browser.createBrowserContext();
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    const errors: unknown[] = [];
    page.on("pageerror", (error) => errors.push(error));
    await page.evaluateOnNewDocument(record);
    try {
      await act(page);
    } finally {
      await context.close();
    }
    if (errors.length > 0) throw new AggregateError(errors, String(errors[0]));
  };
}

/** Open a page that is not live. */
export async function open(page: Page, path: string): Promise<void> {
  await page.goto(SITE + path);
}

/** Open a page and wait until it is live. */
export async function join(page: Page, path: string): Promise<void> {
  await open(page, path);
  await page.waitForSelector("[data-phx-main].phx-connected");
}

/** Have the view show a message. */
export async function put(page: Page, text: string, timeout = 60): Promise<void> {
  const value = { key: "info", text, timeout };
  await page.evaluate((value) => liveSocket.js().push(hooked, "put", { value }), value);
  await waitForMessages(page, text);
}

/** Wait until exactly these messages are visible. */
export async function waitForMessages(page: Page, ...texts: string[]): Promise<void> {
  await page.waitForFunction(
    (expected) => {
      const all = [...document.querySelectorAll<HTMLElement>(".liveflash-message")];
      const visible = all.filter((each) => each.checkVisibility());
      return visible.map((each) => each.querySelector(".liveflash-text")!.textContent).join() === expected;
    },
    {},
    texts.join(),
  );
}

/** Return how often something was recorded in the tab. */
export async function recorded(page: Page, name: "lost" | "notices" | "restored"): Promise<number> {
  return page.evaluate((name) => Number(sessionStorage.getItem(name)), name);
}
