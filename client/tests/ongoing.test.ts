import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { pass, show } from "./page.ts";
import { addLocal } from "../src/local.ts";
import { LiveflashMessage } from "../src/message.ts";
import { clear, put, update } from "../src/put.ts";
import "../src/elements.ts";

const PATTERNS = `
  <liveflash-page><template data-labels='{"loading": "Loading:"}' data-timeouts='{"": 8}'></template></liveflash-page>
  <template data-liveflash-pattern="message"><liveflash-message data-level="">
    <div id="liveflash--text" data-liveflash-text><span class="liveflash-level">[label]</span>
      <strong class="liveflash-title">[title]</strong><span class="liveflash-text">[text]</span></div>
    <progress aria-labelledby="liveflash--text" max="1" value="0"></progress><a href="#url">Open</a>
  </liveflash-message></template>`;

let made = 0;
let id = "";

window.dispatchEvent(new Event("load")); // which defines the elements
pass(1);

beforeEach(() => {
  pass(10);
  show(`<div><liveflash-stack id="liveflash"></liveflash-stack></div>${PATTERNS}`);
  made += 1;
  id = `w${made}`;
});

/** Show a revision of the server's message, and let what is to be heard be heard. */
async function revision(number: number, level: string, text: string, bar = ""): Promise<void> {
  addLocal(
    `<liveflash-message id="liveflash-${id}" data-level="${level}" data-liveflash-revision="${number}">` +
      `<p data-liveflash-text>${text}</p>${bar}</liveflash-message>`,
  );
  await Promise.resolve(); // the element shows an update after its content
  pass(3);
}

/** What stands in the live regions now. */
function standing(): string[] {
  const regions = [...document.querySelectorAll("[aria-live]")];
  return regions.flatMap((region) =>
    [...region.children].map((line) => `${region.getAttribute("aria-live")}: ${line.textContent}`),
  );
}

function element(key: string): LiveflashMessage | null {
  return document.querySelector<LiveflashMessage>(`#liveflash-${key}`);
}

test("a loading message is announced politely", async () => {
  await revision(0, "loading", "Importing");
  assert.deepEqual(standing(), ["polite: Importing"]);
});

test("an update of a loading message is not announced", async () => {
  await revision(0, "loading", "Importing");
  pass(10);
  await revision(1, "loading", "Row 2");
  assert.deepEqual(standing(), []);
});

test("a loading message that is first seen at a later revision is announced", async () => {
  await revision(7, "loading", "Row 7");
  assert.deepEqual(standing(), ["polite: Row 7"]);
});

for (const [level, urgency] of [["success", "polite"], ["error", "assertive"]] as const) {
  test(`the end of a loading message is announced as ${level}`, async () => {
    await revision(0, "loading", "Importing");
    await revision(1, "loading", "Row 2");
    pass(10);
    await revision(2, level, "The end");
    assert.deepEqual(standing(), [`${urgency}: The end`]);
  });
}

test("the end of work that has begun again is announced", async () => {
  await revision(0, "loading", "Importing");
  await revision(1, "loading", "Row 2");
  element(id)!.remove(); // by a page that comes back, whose view begins again
  await revision(0, "loading", "Importing");
  pass(10);
  await revision(1, "success", "The end");
  assert.deepEqual(standing(), ["polite: The end"]);
});

test("a bar that moves is not announced", async () => {
  await revision(0, "info", "10 %", `<progress value="0.1"></progress>`);
  pass(10);
  await revision(1, "info", "20 %", `<progress value="0.2"></progress>`);
  assert.deepEqual(standing(), []);
  await revision(2, "info", "Done");
  assert.deepEqual(standing(), ["polite: Done"]);
});

test("a message without work is announced at each update", async () => {
  await revision(0, "info", "One");
  pass(10);
  await revision(1, "info", "Two");
  assert.deepEqual(standing(), ["polite: Two"]);
});

test("a script's loading message stays, whatever time the page gives", async () => {
  assert.equal(element(put("loading", "Copying"))!.dataset["liveflashTimeout"], undefined);
  assert.equal(element(put("info", "Copied"))!.dataset["liveflashTimeout"], "8");
});

test("a script's fraction is a bar that the text names", async () => {
  const key = put("loading", { text: "Copying", fraction: 0.25 });
  const bar = element(key)!.querySelector("progress")!;
  const text = element(key)!.querySelector("[data-liveflash-text]")!;
  assert.equal(bar.getAttribute("value"), "0.25");
  assert.equal(bar.getAttribute("aria-labelledby"), text.id);
});

test("without a fraction there is no bar", async () => {
  const key = put("loading", "Copying");
  assert.equal(element(key)!.querySelector("progress, [id]"), null);
});

test("an update may have a fraction beside its text", async () => {
  const key = put("loading", "Copying");
  update(key, "Still copying", { fraction: 0.5 });
  assert.equal(element(key)!.querySelector("progress")!.getAttribute("value"), "0.5");
  update(key, "Copied", { level: "success" });
  assert.equal(element(key)!.querySelector("progress"), null);
});

test("a dismissed loading message shows its end only", async () => {
  const key = put("loading", "Copying");
  element(key)!.dismiss("click");
  await Promise.resolve();
  assert.equal(update(key, "Still copying"), false);
  assert.equal(update(key, "Copied", { level: "success" }), true);
  assert.equal(element(key)!.dataset["level"], "success");
});

test("a message that the script has removed stays away", () => {
  const key = put("loading", "Copying");
  clear(key);
  assert.equal(update(key, "Copied", { level: "success" }), false);
});
