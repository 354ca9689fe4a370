import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";

import { message, pass, show } from "./page.ts";
import { emptyBells, hasUserBell, LiveflashBell, recordForBell, watchBells } from "../src/bell_element.ts";
import { setStays, stays } from "../src/preference.ts";

customElements.define("liveflash-bell", LiveflashBell);
watchBells();

const MODULE = new URL("../src/bell.ts", import.meta.url).href;

beforeEach(() => {
  sessionStorage.clear();
  setStays(false);
});

// An open channel to other tabs would keep the process.
after(() => document.body.replaceChildren());

/** Do what has been promised. */
function settle(): Promise<void> {
  return new Promise((done) => setImmediate(done));
}

async function bell(visitor = "a", store = "tab"): Promise<HTMLElement> {
  const element = show(`
    <liveflash-bell data-store="${store}" data-visitor="${visitor}" data-max="3" data-module="${MODULE}" hidden>
      <button data-liveflash-use="open" data-label="News" data-label-one="News, 1" data-label-many="News, #">
        <span class="liveflash-badge" hidden></span>
      </button>
      <dialog>
        <h2 data-liveflash-part="title" tabindex="-1"></h2><button data-liveflash-use="close"></button>
        <input type="checkbox" data-liveflash-use="stay" data-liveflash-part="stay">
        <div data-liveflash-part="tools"><button data-liveflash-use="ask"></button></div>
        <div data-liveflash-part="question" hidden>
          <button data-liveflash-use="delete-all"></button><button data-liveflash-use="keep"></button>
        </div>
        <div data-liveflash-part="failed" hidden><button data-liveflash-use="retry"></button></div>
        <p data-liveflash-part="loading" hidden></p><p data-liveflash-part="none" hidden>None</p>
        <div data-liveflash-part="list"></div>
        <template><section class="liveflash-day"><h3 class="liveflash-day-title" data-today="Today" data-yesterday="Yesterday"></h3><ol class="liveflash-entries"><li class="liveflash-entry"><span data-liveflash-entry-text></span><time></time><button data-liveflash-use="delete"></button></li></ol></section></template>
      </dialog>
    </liveflash-bell>`);
  await import(MODULE);
  await settle();
  return element;
}

async function use(name: string): Promise<void> {
  document.querySelector<HTMLElement>(`[data-liveflash-use="${name}"]`)!.click();
  await settle();
}

function isHidden(part: string): boolean {
  return document.querySelector(`[data-liveflash-part="${part}"]`)!.hasAttribute("hidden");
}

function texts(): (string | null)[] {
  const all = document.querySelectorAll("[data-liveflash-entry-text]");
  return [...all].map(({ textContent }) => textContent);
}

function days(): (string | null)[] {
  return [...document.querySelectorAll("h3")].map(({ textContent }) => textContent);
}

test("a bell is shown once its module is there", async () => {
  assert.equal((await bell()).hidden, false);
});

test("the panel has the newest messages on top", async () => {
  await bell();
  for (const text of ["1", "2", "3", "4"]) recordForBell(message(text));
  await use("open");
  assert.deepEqual(texts(), ["4", "3", "2"]);
});

test("a message that is shown while the panel is open is in it at once", async () => {
  await bell();
  await use("open");
  recordForBell(message("Hello"));
  await settle();
  assert.deepEqual(texts(), ["Hello"]);
});

test("entries are in groups by day", async () => {
  await bell();
  recordForBell(message("1"));
  pass(86_400);
  recordForBell(message("2"));
  await use("open");
  assert.deepEqual([days(), texts()], [["Today", "Yesterday"], ["2", "1"]]);
});

test("another user finds no entries, and they are removed", async () => {
  await bell("a");
  recordForBell(message("Hello"));
  await bell("b");
  await bell("a");
  await use("open");
  assert.deepEqual(texts(), []);
});

test("markup is shown as text", async () => {
  await bell();
  recordForBell(message("<img src=x>"));
  await use("open");
  assert.deepEqual([texts(), document.querySelectorAll("img").length], [["<img src=x>"], 0]);
});

test("an entry has its level and its time", async () => {
  await bell();
  recordForBell(message("Hello", { level: "error" }));
  await use("open");
  const entry = document.querySelector("li")!;
  const at = entry.querySelector("time")!.dateTime;
  assert.deepEqual([entry.dataset["level"], at], ["error", new Date().toISOString()]);
});

test("an entry can be deleted", async () => {
  await bell();
  for (const text of ["1", "2"]) recordForBell(message(text));
  await use("open");
  await use("delete");
  assert.deepEqual(texts(), ["1"]);
});

test("all entries are deleted after a question", async () => {
  await bell();
  recordForBell(message("Hello"));
  await use("open");
  await use("ask");
  assert.deepEqual([texts(), isHidden("question"), isHidden("tools")], [["Hello"], false, true]);
  await use("delete-all");
  assert.deepEqual([texts(), isHidden("question"), isHidden("none")], [[], true, false]);
});

test("a question that is taken back deletes nothing", async () => {
  await bell();
  recordForBell(message("Hello"));
  await use("open");
  await use("ask");
  await use("keep");
  assert.deepEqual([texts(), isHidden("question"), isHidden("tools")], [["Hello"], true, false]);
});

test("the visitor's preference is known on the next page", async () => {
  await bell();
  await use("stay");
  assert.equal(stays(), true);
  const next = await bell();
  assert.equal(next.querySelector<HTMLInputElement>("input")!.checked, true);
});

test("a page without a bell stores nothing", () => {
  show("<p></p>");
  recordForBell(message("Hello"));
  assert.equal(sessionStorage.length, 0);
});

test("a page with a bell of the user stores nothing", async () => {
  await bell("a", "user");
  recordForBell(message("Hello"));
  assert.deepEqual([sessionStorage.length, hasUserBell()], [0, true]);
});

test("the end of the session empties the panel and the storage", async () => {
  await bell();
  recordForBell(message("Hello"));
  await use("open");
  emptyBells();
  assert.deepEqual([texts(), sessionStorage.length], [[], 0]);
});

for (const [unread, text, label] of [
  [0, "0", "News"],
  [1, "1", "News, 1"],
  [99, "99", "News, 99"],
  [100, "99+", "News, 99+"],
] as const) {
  test(`${unread} unread messages are shown as ${text}`, async () => {
    await bell("a", "user");
    dispatchEvent(new CustomEvent("phx:liveflash:kept", { detail: { unread } }));
    const badge = document.querySelector<HTMLElement>(".liveflash-badge")!;
    const shown = badge.closest("button")!.getAttribute("aria-label");
    assert.deepEqual([badge.textContent, badge.hidden, shown], [text, unread === 0, label]);
  });
}
