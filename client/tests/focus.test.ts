import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, show } from "./page.ts";
import { moveFocusFrom } from "../src/focus.ts";
import { watchKeys } from "../src/keys.ts";

const escaped: HTMLElement[] = [];
watchKeys((message) => escaped.push(message));

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

test("F8 focuses the newest message", () => {
  message("Old");
  const newest = message("New");
  press("F8");
  assert.equal(document.activeElement, dismissOf(newest));
});

test("F8 with a modifier key does nothing", () => {
  message("Hello");
  press("F8", { ctrlKey: true });
  assert.equal(document.activeElement, document.body);
});

test("F8 without messages leaves the focus where it is", () => {
  document.querySelector("input")!.focus();
  press("F8");
  assert.equal(document.activeElement, document.querySelector("input"));
});

test("a message without a button gets the focus itself", () => {
  const element = message("Hello");
  element.querySelector("button")!.remove();
  press("F8");
  assert.equal(document.activeElement, element);
});

test("the focus moves to the next message, then to the previous one", () => {
  const [first, second] = [message("1"), message("2")];
  (dismissOf(first) as HTMLElement).focus();
  moveFocusFrom(first);
  assert.equal(document.activeElement, dismissOf(second));
  moveFocusFrom(second);
  assert.equal(document.activeElement, dismissOf(first));
});

test("the focus returns to the previous element after the last message", () => {
  const input = document.querySelector("input")!;
  const element = message("Hello");
  input.focus();
  press("F8");
  moveFocusFrom(element);
  assert.equal(document.activeElement, input);
});

test("the focus returns at once when the pointer dismisses a message", () => {
  const input = document.querySelector("input")!;
  const element = message("1");
  message("2");
  input.focus();
  (dismissOf(element) as HTMLElement).focus();
  moveFocusFrom(element, true);
  assert.equal(document.activeElement, input);
});

test("the focus goes to the main content if the previous element is gone", () => {
  const element = message("Hello");
  document.querySelector("input")!.focus();
  press("F8");
  document.querySelector("input")!.remove();
  moveFocusFrom(element);
  assert.equal(document.activeElement, document.querySelector("main"));
});

test("Escape dismisses the focused message and reaches no other listener", () => {
  const element = message("Hello");
  let others = 0;
  document.addEventListener("keydown", () => (others += 1), { once: true });
  (dismissOf(element) as HTMLElement).focus();
  press("Escape");
  assert.deepEqual([escaped.splice(0), others], [[element], 0]);
  document.querySelector("input")!.focus();
  press("Escape");
  assert.deepEqual([escaped, others], [[], 1]);
});
