import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, show } from "./page.ts";
import { clearHistory, clearOtherHistory, readEntries, recordMessage } from "../src/history.ts";

beforeEach(() => sessionStorage.clear());

function record(element: HTMLElement, visitor = "a"): void {
  recordMessage(element, visitor, 3);
}

function texts(visitor = "a"): string[] {
  return readEntries(visitor).map(({ text }) => text);
}

test("the newest messages are stored, up to the maximum", () => {
  for (const text of ["1", "2", "3", "4"]) record(message(text));
  assert.deepEqual(texts(), ["2", "3", "4"]);
});

test("an updated message is stored once, with its last text", () => {
  const element = message("40 %");
  record(element);
  element.querySelector("div")!.textContent = "Done.";
  record(element);
  assert.deepEqual(texts(), ["Done."]);
});

test("another user finds no entries, and stores without them", () => {
  record(message("Hello"));
  assert.deepEqual(texts("b"), []);
  record(message("Hi"), "b");
  assert.deepEqual([texts("b"), texts()], [["Hi"], []]);
});

/** Say whose page this is, as `{% liveflash_scripts %}` does. */
function pageOf(user: string): void {
  show("<p></p>");
  document.head.innerHTML = `<meta name="liveflash-user" content="${user}">`;
}

test("a page of another user, or of none, removes the entries", () => {
  for (const user of ["b", ""]) {
    record(message("Hello"));
    pageOf(user);
    clearOtherHistory();
    assert.equal(sessionStorage.length, 0);
  }
});

test("a page of the same user, or without a user mark, removes nothing", () => {
  record(message("Hello"));
  pageOf("a");
  clearOtherHistory();
  document.head.innerHTML = "";
  clearOtherHistory();
  assert.deepEqual(texts(), ["Hello"]);
});

test("a page removes entries without a user", () => {
  sessionStorage.setItem("liveflash:history", "null");
  pageOf("");
  clearOtherHistory();
  assert.equal(sessionStorage.length, 0);
});

test("the end of the session empties the storage", () => {
  record(message("Hello"));
  clearHistory();
  assert.equal(sessionStorage.length, 0);
});
