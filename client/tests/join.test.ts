import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, show } from "./page.ts";
import { markEnded, clearEnded } from "../src/timeouts.ts";
import { messageId } from "../src/message_id.ts";
import { joinParams } from "../src/elements.ts";

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
    _messages: { [messageId(first)]: 0, [messageId(second)]: 3 },
  });
});

test("a join reports a dismissed message as ended only", () => {
  const id = messageId(message("One"));
  markEnded(id, "dismissed");
  assert.deepEqual(joinParams(), {
    _ended: { [id]: "dismissed" },
    _flash: { [id]: [0, false] },
  });
});
