import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.ts";
import { isFirstShown, isOutdated, watchHistory } from "../src/seen.ts";

const discarded: true[] = [];
watchHistory(() => discarded.push(true));

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

test("only a page from the back/forward cache discards its messages", () => {
  for (const persisted of [false, true]) {
    window.dispatchEvent(Object.assign(new Event("pageshow"), { persisted }));
  }
  assert.equal(discarded.length, 1);
});
