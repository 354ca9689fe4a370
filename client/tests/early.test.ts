import assert from "node:assert/strict";
import { test } from "node:test";

import { pass } from "./page.ts";
import { placeAnnouncer, announceText } from "../src/announcer.ts";

test("announcements during the page load wait until screen readers listen", () => {
  const regions = placeAnnouncer();
  announceText("Hello");
  pass(0.4);
  assert.equal(regions.textContent, "");
  pass(0.2);
  assert.equal(regions.textContent, "Hello");
});
