import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { message, pass } from "./page.ts";
import { announceMessage, placeAnnouncer, announceText, textOf } from "../src/announcer.ts";

const heard: string[] = [];
placeAnnouncer();

beforeEach(() => {
  pass(10);
  heard.length = 0;
});

/** What stands in the live regions now. */
function standing(): string[] {
  const regions = [...document.querySelectorAll("[aria-live]")];
  return regions.flatMap((region) =>
    [...region.children].map((line) => `${region.getAttribute("aria-live")}: ${line.textContent}`),
  );
}

test("a text is put into the region of its urgency and removed after it was read", () => {
  announceText("Hello");
  announceText("No!", "assertive");
  pass(0.1);
  assert.deepEqual(standing(), ["polite: Hello", "assertive: No!"]);
  pass(7);
  assert.deepEqual(standing(), []);
});

test("the level of a message decides how urgent it is", () => {
  for (const level of ["info", "warning", "error"]) announceMessage(message(level, { level }));
  pass(0.1);
  assert.deepEqual(standing(), ["polite: info", "assertive: warning", "assertive: error"]);
});

test("a message is announced as one line", () => {
  announceMessage(message(" Hello \n there "));
  pass(0.1);
  assert.deepEqual(standing(), ["polite: Hello there"]);
});

test("only the last of several updates is announced, with its urgency", () => {
  const element = message("0 %");
  for (const revision of ["1", "2", "3"]) {
    element.dataset["liveflashRevision"] = revision;
    element.querySelector("div")!.textContent = `${revision}0 %`;
    announceMessage(element);
  }
  element.dataset["level"] = "error";
  pass(2.1);
  assert.deepEqual(standing(), ["assertive: 30 %"]);
});

test("the text of a message excludes its buttons", () => {
  const element = message("Saved.");
  element.querySelector("button")!.textContent = "Undo";
  assert.equal(textOf(element), "Saved.");
});

test("the parts of a message are separated", () => {
  const element = message("");
  element.firstElementChild!.innerHTML = `<span class="liveflash-level">Error:</span>
    <strong class="liveflash-title">Not <i>saved</i></strong>
    <ul><li>Name</li><li>Postcode</li></ul>
    <dl><div><dt>Code</dt><dd>7</dd></div></dl>`;
  assert.equal(textOf(element), "Error: Not saved, Name, Postcode, Code: 7");
});

test("lost live regions are put back", () => {
  const regions = placeAnnouncer();
  document.body.innerHTML = "";
  assert.equal(placeAnnouncer(), regions);
  assert.ok(regions.isConnected);
});

test("markup is announced as text", () => {
  announceText("<b>bold</b>");
  pass(0.1);
  assert.deepEqual(standing(), ["polite: <b>bold</b>"]);
});
