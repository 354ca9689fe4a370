import assert from "node:assert/strict";
import { test } from "node:test";

import { pass } from "./page.ts";
import { prepare, say } from "../src/announcer.ts";

test("what is said while the page loads is said when somebody listens", () => {
  const regions = prepare();
  say("Hello");
  pass(0.4);
  assert.equal(regions.textContent, "");
  pass(0.2);
  assert.equal(regions.textContent, "Hello");
});
