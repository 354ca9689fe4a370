import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import "./page.ts";
import { watchDownloads } from "../src/download.ts";

const clicked: string[] = [];
const errors = mock.method(console, "error", () => {});
mock.method(HTMLAnchorElement.prototype, "click", function (this: HTMLAnchorElement) {
  clicked.push(`${this.href} ${this.hasAttribute("download")} ${this.isConnected}`);
});
watchDownloads();

beforeEach(() => {
  clicked.length = 0;
  errors.mock.resetCalls();
});

function ask(url: unknown): void {
  const event = new CustomEvent("phx:liveflash:download", { detail: { url } });
  window.dispatchEvent(event);
}

test("a file of the same origin is downloaded by a link outside the page", () => {
  ask("/export.csv?a=1");
  assert.deepEqual(clicked, ["http://localhost/export.csv?a=1 true false"]);
});

const REFUSED = [
  "https://evil.example/x",
  "//evil.example/x",
  "https://localhost/x",
  "http://localhost:81/x",
  "javascript:alert(1)",
  "data:text/html,x",
  "blob:http://localhost/0",
  "http://[",
];

for (const url of REFUSED) {
  test(`nothing is downloaded from ${url}`, () => {
    ask(url);
    assert.deepEqual([clicked, errors.mock.callCount()], [[], 1]);
  });
}
