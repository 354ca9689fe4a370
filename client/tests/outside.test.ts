import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, show } from "./page.ts";
import { keepClicksInside } from "../src/outside.ts";

const EVENTS = ["pointerdown", "mousedown", "touchstart", "click"];
const used: Element[] = [];
let outside: string[] = [];
keepClicksInside((control) => used.push(control));
for (const name of EVENTS) {
  document.addEventListener(name, () => outside.push(name));
  document.addEventListener(name, () => outside.push(name), true);
}

beforeEach(() => {
  show("<button></button>");
  used.length = 0;
  outside = [];
});

function press(element: Element): void {
  for (const name of EVENTS) {
    element.dispatchEvent(new MouseEvent(name, { bubbles: true, composed: true }));
  }
}

test("a click on a message reaches no listener of the document", () => {
  press(message("Hello").firstElementChild!);
  assert.deepEqual([outside, used], [[], []]);
});

test("a click on a button of ours uses it and reaches no listener", () => {
  const button = message("Hello").querySelector("button")!;
  press(button);
  assert.deepEqual([outside, used], [[], [button]]);
});

test("a click on a link in a message goes on", () => {
  const element = message("Hello");
  element.firstElementChild!.innerHTML = "<a href='#'>Open</a>";
  press(element.querySelector("a")!);
  assert.deepEqual([outside, used], [["click", "click"], []]);
});

test("a click elsewhere goes on", () => {
  press(document.querySelector("button")!);
  assert.equal(outside.length, 2 * EVENTS.length);
});
