import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, pass, show } from "./page.ts";
import {
  startCountdown,
  markEnded,
  stopCountdown,
  updateCountdowns,
  clearEnded,
  watchPauses,
  joinEnded,
  joinTimes,
  type Times,
} from "../src/timeouts.ts";
import { messageId } from "../src/message_id.ts";
import { setStays } from "../src/preference.ts";

const told: Times[] = [];
let over: string[] = [];
watchPauses((times) => told.push(times));

beforeEach(() => {
  show("<input>");
  told.length = 0;
  over = [];
  clearEnded();
});

function counted(seconds: string): HTMLElement {
  const element = message("Hello", { liveflashTimeout: seconds });
  startCountdown(element, () => over.push(idOf(element)));
  return element;
}

function idOf(element: HTMLElement): string {
  return messageId(element);
}

test("a message expires after its timeout", () => {
  const element = counted("5");
  pass(4.9);
  assert.deepEqual(over, []);
  pass(0.2);
  assert.deepEqual(over, [idOf(element)]);
});

test("a message without a timeout stays", () => {
  const element = message("Hello");
  startCountdown(element, () => over.push("over"));
  pass(3600);
  assert.deepEqual(over, []);
});

test("a timeout beyond the maximum of a timer does not expire at once", () => {
  const element = counted("1e9");
  pass(60);
  assert.deepEqual(over, []);
  stopCountdown(element);
});

test("the remaining time is kept for the next element", () => {
  const element = counted("5");
  pass(3);
  stopCountdown(element);
  const next = message("Hello", { ...element.dataset } as Record<string, string>);
  next.id = element.id;
  startCountdown(next, () => over.push("next"));
  pass(1.9);
  assert.deepEqual(over, []);
  pass(0.2);
  assert.deepEqual(over, ["next"]);
});

test("a new revision has its full timeout", () => {
  const element = counted("5");
  pass(4);
  element.dataset["liveflashRevision"] = "1";
  startCountdown(element, () => over.push("updated"));
  pass(4);
  assert.deepEqual(over, []);
  pass(1.1);
  assert.deepEqual(over, ["updated"]);
});

test("the focus in any dialog pauses the time, which is reported", () => {
  const element = counted("5");
  pass(2);
  const dialog = document.createElement("div");
  dialog.innerHTML = "<button>Close</button>";
  dialog.setAttribute("role", "dialog");
  document.body.append(dialog);
  dialog.querySelector("button")!.focus();
  updateCountdowns();
  pass(60);
  document.querySelector("input")!.focus();
  updateCountdowns();
  assert.deepEqual(told, [{ [idOf(element)]: [3, true] }, { [idOf(element)]: [3, false] }]);
  pass(3.1);
  assert.deepEqual(over, [idOf(element)]);
});

test("a time that starts paused is reported", () => {
  setStays(true);
  const element = counted("5");
  assert.deepEqual(told, [{ [idOf(element)]: [5, true] }]);
  setStays(false);
  stopCountdown(element);
});

test("the visitor's preference stops the time", () => {
  const element = counted("5");
  setStays(true);
  updateCountdowns();
  pass(3600);
  assert.deepEqual([over, told], [[], [{ [idOf(element)]: [5, true] }]]);
  setStays(false);
  stopCountdown(element);
});

test("a join reports remaining times and messages that ended offline", () => {
  const element = counted("5");
  pass(2);
  markEnded("gone", "timeout");
  assert.deepEqual(joinTimes(), { [idOf(element)]: [3, false], gone: [0, false] });
  assert.deepEqual(joinEnded(), { gone: "timeout" });
  stopCountdown(element);
  clearEnded();
  assert.deepEqual(joinTimes(), {});
});

test("the number of stored ended messages is limited", () => {
  for (let number = 0; number < 200; number += 1) markEnded(`m${number}`, "dismissed");
  assert.equal(Object.keys(joinTimes()).length, 100);
  clearEnded();
});
