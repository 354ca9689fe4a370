import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, show } from "./page.ts";
import { markEnded, clearEnded } from "../src/clock.ts";
import { joinParams } from "../src/hooks.ts";

beforeEach(() => {
  show("<input>");
  clearEnded();
});

test("a join tells nothing where no message is", () => {
  assert.deepEqual(joinParams(), {});
});

test("a join tells which messages are on the page", () => {
  const [first, second] = [message("One"), message("Two", { liveflashRevision: "3" })];
  assert.deepEqual(joinParams(), {
    _messages: { [first.dataset["liveflashId"]!]: 0, [second.dataset["liveflashId"]!]: 3 },
  });
});

test("a join tells that a message was dismissed, and no more that it is there", () => {
  const id = message("One").dataset["liveflashId"]!;
  markEnded(id);
  assert.deepEqual(joinParams(), { _flash: { [id]: [0, false] } });
});
