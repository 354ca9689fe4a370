import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, show } from "./page.ts";
import { markEnded, clearEnded } from "../src/clock.ts";
import { joinParams } from "../src/hooks.ts";

beforeEach(() => {
  show("<input>");
  clearEnded();
});

test("a join without messages sends nothing", () => {
  assert.deepEqual(joinParams(), {});
});

test("a join sends the messages on the page", () => {
  const [first, second] = [message("One"), message("Two", { liveflashRevision: "3" })];
  assert.deepEqual(joinParams(), {
    _messages: { [first.dataset["liveflashId"]!]: 0, [second.dataset["liveflashId"]!]: 3 },
  });
});

test("a join reports a dismissed message as ended only", () => {
  const id = message("One").dataset["liveflashId"]!;
  markEnded(id);
  assert.deepEqual(joinParams(), { _flash: { [id]: [0, false] } });
});
