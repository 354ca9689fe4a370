import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, show } from "./page.ts";
import { moveFocusFrom, startKeys } from "../src/focus.ts";

startKeys();

beforeEach(() => {
  show("<main><input></main>");
});

function press(key: string, options: KeyboardEventInit = {}): void {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, ...options });
  document.activeElement!.dispatchEvent(event);
}

function dismissOf(element: HTMLElement): Element {
  return element.querySelector("[data-liveflash-dismiss]")!;
}

test("F8 leads to the newest message", () => {
  message("Old");
  const newest = message("New");
  press("F8");
  assert.equal(document.activeElement, dismissOf(newest));
});

test("F8 with another key is not ours", () => {
  message("Hello");
  press("F8", { ctrlKey: true });
  assert.equal(document.activeElement, document.body);
});

test("F8 without messages leaves the focus where it is", () => {
  document.querySelector("input")!.focus();
  press("F8");
  assert.equal(document.activeElement, document.querySelector("input"));
});

test("a message without a button has the focus itself", () => {
  const element = message("Hello");
  element.querySelector("button")!.remove();
  press("F8");
  assert.equal(document.activeElement, element);
});

test("from a message that goes the focus passes to the next, then to the one before", () => {
  const [first, second] = [message("1"), message("2")];
  (dismissOf(first) as HTMLElement).focus();
  moveFocusFrom(first);
  assert.equal(document.activeElement, dismissOf(second));
  moveFocusFrom(second);
  assert.equal(document.activeElement, dismissOf(first));
});

test("from the last message the focus goes back to where it was", () => {
  const input = document.querySelector("input")!;
  const element = message("Hello");
  input.focus();
  press("F8");
  moveFocusFrom(element);
  assert.equal(document.activeElement, input);
});

test("from a message that the pointer dismisses the focus goes back at once", () => {
  const input = document.querySelector("input")!;
  const element = message("1");
  message("2");
  input.focus();
  (dismissOf(element) as HTMLElement).focus();
  moveFocusFrom(element, true);
  assert.equal(document.activeElement, input);
});

test("where that is gone the focus goes to the main content", () => {
  const element = message("Hello");
  document.querySelector("input")!.focus();
  press("F8");
  document.querySelector("input")!.remove();
  moveFocusFrom(element);
  assert.equal(document.activeElement, document.querySelector("main"));
});
