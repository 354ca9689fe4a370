import assert from "node:assert/strict";
import { test } from "node:test";

import "./page.ts";

for (const name of ["localStorage", "sessionStorage"]) {
  const get = () => {
    throw new DOMException("The document is sandboxed.", "SecurityError");
  };
  Object.defineProperty(window, name, { get, configurable: true });
}
const { local, session, store } = await import("../src/storage.ts");

test("where the browser blocks its storage, memory takes its place", () => {
  store(session, "a", "1");
  assert.deepEqual([session.getItem("a"), local.getItem("a")], ["1", null]);
  session.removeItem("a");
  assert.equal(session.getItem("a"), null);
});

test("a full storage is no error", () => {
  const setItem = () => {
    throw new DOMException("Full.", "QuotaExceededError");
  };
  store({ ...session, setItem }, "a", "1");
});
