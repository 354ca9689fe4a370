import assert from "node:assert/strict";
import { test } from "node:test";

import type { Page } from "puppeteer-core";

import { DISMISS, inTab, join, MESSAGE, open, put, recorded, waitForMessages } from "./firefox.ts";

const DELAY = "delay=2; path=/"; // seconds until the server answers

test("a click puts a message, which is announced once", inTab(async (page) => {
  await join(page, "/stage/");
  await page.click("#put");
  await waitForMessages(page, "Hello");
  await put(page, "Again");
  await page.waitForFunction(() => heard.length > 1);
  const expected = ["polite: Information: Hello", "polite: Information: Again"];
  assert.deepEqual(await page.evaluate(() => heard), expected);
}));

test("a message expires", inTab(async (page) => {
  await join(page, "/stage/");
  await put(page, "Hello", 1);
  await waitForMessages(page);
}));

test("a click dismisses a message", inTab(async (page) => {
  await join(page, "/stage/");
  await put(page, "Hello");
  await page.click(DISMISS);
  await waitForMessages(page);
}));

test("F8 leads to a message, and Escape dismisses it and leads back", inTab(async (page) => {
  await join(page, "/stage/");
  await page.focus("#text");
  await put(page, "Hello");
  await page.keyboard.press("F8");
  await page.waitForSelector(`${DISMISS}:focus`);
  await page.keyboard.press("Escape");
  await waitForMessages(page);
  await page.waitForSelector("#text:focus");
}));

test("what a visitor has typed stays", inTab(async (page) => {
  await join(page, "/stage/");
  await page.type("#text", "typed");
  await put(page, "Hello");
  await page.click(DISMISS);
  await waitForMessages(page);
  assert.equal(await page.$eval("#text", (input) => (input as HTMLInputElement).value), "typed");
}));

test("messages are above an open modal dialog and can be used", inTab(async (page) => {
  await join(page, "/dialog/");
  await page.evaluate(() => document.querySelector<HTMLDialogElement>("#dialog")!.showModal());
  await put(page, "Hello");
  const isOnTop = await page.$eval(MESSAGE, (message) => {
    const { x, y, width, height } = message.getBoundingClientRect();
    return message.contains(document.elementFromPoint(x + width / 2, y + height / 2));
  });
  assert.ok(isOnTop);
  await page.click(DISMISS);
  await waitForMessages(page);
  assert.ok(await page.$("#dialog[open]"));
}));

test("a message on a plain page is shown, announced and dismissed", inTab(async (page) => {
  await open(page, "/send/?put=info");
  await waitForMessages(page, "sent info");
  await page.waitForFunction(() => heard.length > 0);
  assert.deepEqual(await page.evaluate(() => heard), ["polite: Information: sent info"]);
  await page.click(DISMISS);
  await waitForMessages(page);
}));

test("back to a plain page shows and announces nothing again", inTab(async (page) => {
  await open(page, "/send/?put=info&to=/plain/%3Fstorable");
  await waitForMessages(page, "sent info");
  await page.waitForFunction(() => heard.length > 0);
  await open(page, "/bare/");
  await page.evaluate(() => history.back());
  await page.waitForFunction(() => document.querySelector("h1")?.textContent === "Plain");
  await page.waitForFunction(() => performance.now() > 1_000);
  await waitForMessages(page);
  assert.equal(await recorded(page, "restored"), 1);
  const again = await page.evaluate(() => heard.slice(heard.indexOf("polite: Information: sent info") + 1));
  assert.deepEqual(again, []);
}));

test("a lost connection shows a notice", inTab(async (page) => {
  await join(page, "/stage/");
  await page.evaluate(() => liveSocket.disconnect());
  await page.waitForSelector("[data-liveflash-connection=lost]:not([hidden])");
  assert.equal(await recorded(page, "notices"), 1);
}));

/** Leave a live page for one that is slow to answer; assert that no notice appears. */
async function leave(page: Page, act: () => void): Promise<void> {
  await join(page, "/stage/");
  await page.evaluate((cookie) => {
    document.cookie = cookie;
  }, DELAY);
  const left = page.waitForNavigation();
  await page.evaluate(act);
  await left;
  assert.equal(await recorded(page, "notices"), 0);
}

test("a page left by a link shows no notice", inTab(async (page) => {
  await leave(page, () => {
    const link = document.body.appendChild(document.createElement("a"));
    link.href = "/plain/";
    link.click();
  });
  assert.equal(await page.$eval("h1", (heading) => heading.textContent), "Plain");
}));

test("a page that is loaded again shows no notice", inTab(async (page) => {
  await leave(page, () => location.reload());
}));

test("a page left by a form shows no notice", inTab(async (page) => {
  await leave(page, () => {
    const form = document.body.appendChild(document.createElement("form"));
    const token = form.appendChild(document.createElement("input"));
    form.method = "post";
    form.action = "/plain/";
    token.name = "csrfmiddlewaretoken";
    token.value = document.querySelector<HTMLMetaElement>("[name=csrf-token]")!.content;
    form.requestSubmit();
  });
  assert.equal(await page.$eval("h1", (heading) => heading.textContent), "Plain");
}));
