import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { pass, show } from "./page.ts";
import { addLocal, isLocal } from "../src/local.ts";
import "../src/elements.ts";
import { keepChanges } from "../src/patches.ts";

const MORE = `<template data-liveflash-pattern="more"><button data-liveflash-more>+ 2 more</button></template>`;

window.dispatchEvent(new Event("load")); // which defines the elements

beforeEach(() => {
  page();
});

/** Show a page with a stack; give the stack. */
function page(options = "", root = "data-phx-main"): HTMLElement {
  show(`<div ${root}><liveflash-stack id="liveflash" ${options}></liveflash-stack></div>${MORE}`);
  return document.getElementById("liveflash")!;
}

function made(id: string, text = id, revision = 0): string {
  return (
    `<liveflash-message id="liveflash-${id}" data-liveflash-revision="${revision}">` +
    `<p data-liveflash-text>${text}</p><button data-liveflash-dismiss></button></liveflash-message>`
  );
}

function texts(parent: ParentNode = document): string[] {
  return [...parent.querySelectorAll("liveflash-message p")].map(({ textContent }) => textContent);
}

/** What a server renders, as it arrives in a patch. */
function rendered(...ids: string[]): Element {
  const template = document.createElement("template");
  template.innerHTML = `<liveflash-stack id="liveflash">${ids.map((id) => made(id)).join("")}</liveflash-stack>`;
  return template.content.firstElementChild!;
}

function folded(parent: ParentNode = document): string[] {
  const all = [...parent.querySelectorAll("[data-liveflash-folded]")];
  return all.map(({ id }) => id.slice("liveflash-".length));
}

test("an added message is in the stack, local and announced", () => {
  const [added] = addLocal(made("a1", "Hello"));
  pass(1);
  assert.deepEqual([texts(), isLocal(added!)], [["Hello"], true]);
  assert.match(document.getElementById("liveflash-announcer")!.textContent, /Hello/);
});

test("a message with a known id updates it", () => {
  const [first] = addLocal(made("b1", "One"));
  const [second] = addLocal(made("b1", "Two", 1));
  assert.deepEqual([texts(), first === second], [["Two"], true]);
});

test("an update without a time of its own ends the former one", () => {
  const timed = made("b2").replace("<liveflash-message", "$& data-liveflash-timeout=5");
  const [first] = addLocal(timed);
  addLocal(made("b2", "Stays", 1));
  assert.equal(first!.hasAttribute("data-liveflash-timeout"), false);
});

test("an update keeps the focus on the control of its message", () => {
  const [first] = addLocal(made("b3"));
  first!.querySelector("button")!.focus();
  addLocal(made("b3", "Two", 1));
  assert.ok(document.activeElement === first!.querySelector("button"));
});

test("a message of the server is not updated", () => {
  const stack = page();
  stack.innerHTML = made("c0", "Server's");
  const [added] = addLocal(made("c0"));
  assert.deepEqual([texts(), isLocal(added!)], [["Server's"], false]);
});

test("a page without a stack takes no message", () => {
  show("<main></main>");
  assert.deepEqual([addLocal(made("c1")).length, texts()], [0, []]);
});

test("a patch keeps local messages in their place", () => {
  const stack = page();
  addLocal(made("d1") + made("d2"));
  stack.insertAdjacentHTML("afterbegin", made("s1"));
  const to = rendered("s1", "s2");
  keepChanges(stack, to);
  assert.deepEqual(texts(to), ["s1", "d1", "d2", "s2"]);
});

test("a patch adopts a local message that the server knows", () => {
  const stack = page();
  addLocal(made("e1"));
  const to = rendered("e1");
  keepChanges(stack, to);
  assert.equal(isLocal(to.firstElementChild!), false);
});

test("a patch keeps no message that the server has removed", () => {
  const stack = page();
  stack.innerHTML = made("f1");
  const to = rendered();
  keepChanges(stack, to);
  assert.deepEqual(texts(to), []);
});

test("a patch keeps no pushed work that the server no longer knows", () => {
  const stack = page();
  const work = (id: string, pushed: string) =>
    made(id).replace("<liveflash-message", `$& data-level="loading" ${pushed}`);
  addLocal(work("j1", "data-liveflash-shared") + work("j2", ""));
  const to = rendered();
  keepChanges(stack, to);
  assert.deepEqual(texts(to), ["j2"]);
});

test("the oldest messages beyond the maximum are folded and counted", () => {
  const stack = page("data-max=2");
  addLocal(made("g1") + made("g2") + made("g3"));
  assert.deepEqual([folded(), stack.querySelector("button")!.textContent], [["g1"], "+ 1 more"]);
  addLocal(made("g4"));
  assert.deepEqual(
    [folded(), stack.querySelector("button")!.textContent],
    [["g1", "g2"], "+ 2 more"],
  );
});

test("a patch folds the messages of both", () => {
  const stack = page("data-max=2");
  addLocal(made("h1"));
  const to = rendered("s1", "s2");
  to.setAttribute("data-max", "2");
  keepChanges(stack, to);
  assert.deepEqual([texts(to), folded(to)], [["h1", "s1", "s2"], ["h1"]]);
});

test("a dismissed message unfolds another one", async () => {
  const stack = page("data-max=1");
  addLocal(made("i1") + made("i2"));
  stack.lastElementChild!.remove();
  await Promise.resolve();
  assert.deepEqual([folded(), stack.querySelector("[data-liveflash-more]")], [[], null]);
});

test("the messages in the HTML of a plain page are local", () => {
  const stack = page("", "");
  stack.innerHTML = made("j1");
  assert.equal(isLocal(stack.firstElementChild!), true);
});

test("a local message that was dismissed elsewhere is dismissed", () => {
  const [added] = addLocal(made("k1"));
  window.dispatchEvent(new CustomEvent("phx:liveflash:cleared", { detail: { ids: ["k1", "no"] } }));
  assert.match(added!.className, /liveflash-leaving/);
});
