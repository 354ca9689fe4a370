import assert from "node:assert/strict";
import { test } from "node:test";

import { message } from "./page.ts";
import { isFirstShown, isOutdated, watchHistory } from "../src/seen.ts";

watchHistory();

test("each revision of a message is shown first once", () => {
  const first = [isFirstShown("a", "0"), isFirstShown("a", "0"), isFirstShown("a", "1")];
  assert.deepEqual(first, [true, false, true]);
});

test("after a step in the history the messages shown before are outdated", () => {
  isFirstShown("before", "0");
  assert.equal(isOutdated("before"), false);
  window.dispatchEvent(new Event("popstate"));
  isFirstShown("after", "0");
  assert.deepEqual([isOutdated("before"), isOutdated("after")], [true, false]);
});

test("a message that comes after the visitor did something is not outdated", () => {
  isFirstShown("again", "0");
  window.dispatchEvent(new Event("popstate"));
  window.dispatchEvent(new Event("keydown"));
  assert.equal(isOutdated("again"), false);
});

test("a message in a preview of Turbo is outdated", () => {
  document.documentElement.setAttribute("data-turbo-preview", "");
  assert.equal(isOutdated("previewed"), true);
  document.documentElement.removeAttribute("data-turbo-preview");
  assert.equal(isOutdated("previewed"), false);
});

test("only a page from the back/forward cache discards its messages", () => {
  const shown = message("Hello");
  const connected = [false, true].map((persisted) => {
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
    return shown.isConnected;
  });
  assert.deepEqual(connected, [true, false]);
});
