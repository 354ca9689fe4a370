import assert from "node:assert/strict";
import { test } from "node:test";

import { pass } from "./page.ts";
import { placeAnnouncer, announceText } from "../src/announcer.ts";

test("what is said while the page loads is said when somebody listens", () => {
  const regions = placeAnnouncer();
  announceText("Hello");
  pass(0.4);
  assert.equal(regions.textContent, "");
  pass(0.2);
  assert.equal(regions.textContent, "Hello");
});
