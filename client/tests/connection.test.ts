import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { pass, show } from "./page.ts";
import { showRecovery, watchConnection } from "../src/connection.ts";

watchConnection();

beforeEach(() => {
  showRecovery();
  pass(20);
  show(`<div data-phx-main>
    <p data-liveflash-connection="lost" hidden>Lost.</p>
    <p data-liveflash-connection="failed" hidden>Failed.</p>
    <p data-liveflash-connection="back" hidden>Back.</p>
  </div>`);
});

function fail(kind = "error"): void {
  window.dispatchEvent(new CustomEvent("phx:page-loading-start", { detail: { kind } }));
}

function shown(): string[] {
  const all = [...document.querySelectorAll<HTMLElement>("[data-liveflash-connection]")];
  return all.filter(({ hidden }) => !hidden).map(({ textContent }) => textContent);
}

function announced(): string {
  return document.getElementById("liveflash-announcer")?.textContent ?? "";
}

test("nothing is shown before the client's delay is over", () => {
  fail();
  pass(0.4);
  showRecovery();
  pass(10);
  assert.deepEqual([shown(), announced()], [[], ""]);
});

test("a page load shows no notice", () => {
  fail("initial");
  pass(10);
  assert.deepEqual(shown(), []);
});

test("a loss is shown and announced, then the recovery, which disappears", () => {
  fail();
  pass(0.7);
  assert.deepEqual([shown(), announced()], [["Lost."], "Lost."]);
  showRecovery();
  pass(0.1);
  assert.deepEqual([shown(), announced()], [["Back."], "Lost.Back."]);
  pass(4);
  assert.deepEqual(shown(), []);
});

test("a failing server has its own notice, also after a loss", () => {
  fail();
  pass(0.7);
  document.querySelector("[data-phx-main]")!.classList.add("phx-server-error");
  fail();
  fail();
  pass(0.7);
  assert.deepEqual([shown(), announced()], [["Failed."], "Lost.Failed."]);
});
