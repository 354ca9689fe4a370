import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, pass, show } from "./page.ts";
import { clearHistory, clearOtherHistory, LiveflashHistory, recordMessage } from "../src/history.ts";
import { stays, setStays } from "../src/preference.ts";

customElements.define("liveflash-history", LiveflashHistory);

beforeEach(() => {
  sessionStorage.clear();
  setStays(false);
});

function drawer(visitor = "a", most = "3"): HTMLElement {
  return show(`
    <liveflash-history id="liveflash-history" data-visitor="${visitor}" data-most="${most}" hidden>
      <button data-liveflash-open aria-expanded="false"></button>
      <dialog>
        <button data-liveflash-close></button><button data-liveflash-forget></button>
        <input type="checkbox" data-liveflash-stay>
        <ol data-liveflash-entries></ol><p data-liveflash-none></p>
        <template data-liveflash-entry><li><time></time><span data-liveflash-entry-text></span></li></template>
      </dialog>
    </liveflash-history>`);
}

function texts(): (string | null)[] {
  const all = document.querySelectorAll("[data-liveflash-entry-text]");
  return [...all].map(({ textContent }) => textContent);
}

test("the newest messages are on top, up to the maximum", () => {
  drawer();
  for (const text of ["1", "2", "3", "4"]) recordMessage(message(text));
  assert.deepEqual(texts(), ["4", "3", "2"]);
});

test("an updated message is listed once, with its last text", () => {
  drawer();
  const element = message("40 %");
  recordMessage(element);
  element.querySelector("div")!.textContent = "Done.";
  recordMessage(element);
  assert.deepEqual(texts(), ["Done."]);
});

test("the entries are listed on the next page", () => {
  drawer();
  recordMessage(message("Hello"));
  drawer();
  assert.deepEqual(texts(), ["Hello"]);
});

test("another user finds no entries, and they are removed", () => {
  drawer("a");
  recordMessage(message("Hello"));
  drawer("b");
  drawer("a");
  assert.deepEqual(texts(), []);
});

test("markup is shown as text", () => {
  drawer();
  recordMessage(message("<img src=x>"));
  assert.deepEqual([texts(), document.querySelectorAll("img").length], [["<img src=x>"], 0]);
});

test("an entry has its level and its time", () => {
  drawer();
  recordMessage(message("Hello", { level: "error" }));
  pass(60);
  const entry = document.querySelector("li")!;
  const at = entry.querySelector("time")!.dateTime.slice(0, 10);
  assert.deepEqual([entry.dataset["level"], at], ["error", "2030-01-01"]);
});

test("an emptied drawer says that it is empty", () => {
  const history = drawer();
  recordMessage(message("Hello"));
  history.querySelector<HTMLElement>("[data-liveflash-forget]")!.click();
  const none = history.querySelector<HTMLElement>("[data-liveflash-none]")!;
  assert.deepEqual([texts(), none.hidden], [[], false]);
});

test("the visitor's preference is known on the next page", () => {
  const choice = drawer().querySelector<HTMLInputElement>("[data-liveflash-stay]")!;
  choice.click();
  assert.equal(stays(), true);
  assert.equal(drawer().querySelector<HTMLInputElement>("[data-liveflash-stay]")!.checked, true);
});

test("a page without a drawer stores nothing", () => {
  show("<p></p>");
  recordMessage(message("Hello"));
  assert.equal(sessionStorage.length, 0);
});

/** Say whose page this is, as `{% liveflash_scripts %}` does. */
function pageOf(user: string): void {
  show("<p></p>");
  document.head.innerHTML = `<meta name="liveflash-user" content="${user}">`;
}

test("a page of another user, or of none, removes the entries without a drawer", () => {
  for (const user of ["b", ""]) {
    drawer("a");
    recordMessage(message("Hello"));
    pageOf(user);
    clearOtherHistory();
    assert.equal(sessionStorage.length, 0);
  }
});

test("a page of the same user, or without a user mark, removes nothing", () => {
  drawer("a");
  recordMessage(message("Hello"));
  pageOf("a");
  clearOtherHistory();
  document.head.innerHTML = "";
  clearOtherHistory();
  drawer("a");
  assert.deepEqual(texts(), ["Hello"]);
});

test("a page removes entries without a user", () => {
  sessionStorage.setItem("liveflash:history", "null");
  pageOf("");
  clearOtherHistory();
  assert.equal(sessionStorage.length, 0);
});

test("the end of the session empties the drawer and the storage", () => {
  drawer("a");
  recordMessage(message("Hello"));
  clearHistory();
  assert.deepEqual([texts(), sessionStorage.length], [[], 0]);
});

test("the end of the session empties the storage without a drawer", () => {
  drawer("a");
  recordMessage(message("Hello"));
  show("<p></p>");
  clearHistory();
  assert.equal(sessionStorage.length, 0);
});
