import { test } from "node:test";

import type { Frame, Page } from "puppeteer-core";

import { inTab, SITE } from "./firefox.ts";

const OUTSIDE = SITE.replace("127.0.0.1", "localhost");

/** Show the stage, live and for a user, in a frame of a page of another site. */
async function openStage(page: Page): Promise<Frame> {
  await page.goto(`${OUTSIDE}/bare/`);
  await page.evaluate((src) => {
    document.body.innerHTML = `<iframe src="${src}">`;
  }, `${SITE}/login/?name=ada`);
  const element = await page.waitForSelector("iframe");
  const frame = await element!.contentFrame();
  await frame.waitForFunction(() => document.body?.textContent === "Hello ada");
  await frame.goto(`${SITE}/stage/`);
  await frame.waitForSelector("[data-phx-main].phx-connected");
  await frame.waitForFunction(() => document.querySelector("#user")!.textContent === "ada");
  return frame;
}

/** Have the view redirect the frame with a message, and wait until that is shown. */
async function redirect(frame: Frame, to: string): Promise<void> {
  await frame.evaluate((to) => {
    const value = { how: "redirect", to, text: "Arrived" };
    liveSocket.js().push(hooked, "go", { value });
  }, to);
  await frame.waitForFunction((to) => location.pathname === to, {}, to);
  await frame.waitForFunction(
    () => document.querySelector(".liveflash-text")?.textContent === "Arrived",
  );
}

test("a redirect inside of a frame takes a message to a live page", inTab(async (page) => {
  await redirect(await openStage(page), "/other/");
}));

test("a redirect inside of a frame takes a message to a plain page", inTab(async (page) => {
  await redirect(await openStage(page), "/plain/");
}));
