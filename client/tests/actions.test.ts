import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { pass, show } from "./page.ts";

interface Sent {
  url: string;
  body: object;
  headers: Record<string, string>;
}

const sent: Sent[] = [];
let answer: () => Promise<object>;

window.fetch = (async (url: string, { body, headers }: any) => {
  sent.push({ url, body: JSON.parse(body), headers });
  return answer();
}) as unknown as typeof fetch;

const { act, onFailedAction, setScript } = await import("../src/actions.ts");

let failures = 0;
onFailedAction(() => (failures += 1));

const UNDO = JSON.stringify([["push", { event: "undo", value: { id: 3 } }]]);

function answered(headers: Record<string, string>, status = 204): () => Promise<object> {
  return async () => ({ status, headers: new Headers(headers) });
}

beforeEach(() => {
  sent.length = failures = 0;
  answer = answered({ "Liveflash-Action": "done" });
  document.head.innerHTML = `<meta name="csrf-token" content="secret">`;
});

function button(attributes = `phx-click='${UNDO}'`): HTMLElement {
  return show(`<p><button data-liveflash-action ${attributes}></button></p>`)
    .firstElementChild as HTMLElement;
}

test("a plain page sends the event, its value and the message", async () => {
  assert.equal(await act("abc", button()), true);
  assert.deepEqual(sent[0]!.body, { id: "abc", event: "undo", value: { id: 3 } });
  assert.equal(sent[0]!.headers["X-CSRFToken"], "secret");
  assert.equal(failures, 0);
});

test("an event without a value sends an empty one", async () => {
  await act("abc", button(`phx-click="undo"`));
  assert.deepEqual(sent[0]!.body, { id: "abc", event: "undo", value: {} });
});

const REFUSALS: [string, () => Promise<object>][] = [
  ["a refusal", answered({ "Liveflash-Action": "refused" }, 404)],
  ["the response of another view", answered({}, 200)],
  ["a lost connection", () => Promise.reject(new TypeError("lost"))],
];
for (const [name, refusal] of REFUSALS) {
  test(`${name} is a failure that is shown`, async () => {
    answer = refusal;
    assert.equal(await act("abc", button()), false);
    assert.equal(failures, 1);
  });
}

test("a button is busy until the answer, and sends once", async () => {
  const clicked = button();
  const first = act("abc", clicked);
  assert.equal(clicked.getAttribute("aria-busy"), "true");
  assert.equal(await act("abc", clicked), false);
  await first;
  assert.equal(clicked.hasAttribute("aria-busy"), false);
  assert.deepEqual([sent.length, failures], [1, 0]);
});

test("a button may be used again after a failure", async () => {
  const clicked = button();
  answer = REFUSALS[0]![1];
  await act("abc", clicked);
  answer = answered({ "Liveflash-Action": "done" });
  assert.equal(await act("abc", clicked), true);
});

test("a button without an event sends nothing", async () => {
  const done = act("abc", button(""));
  pass(0.1);
  assert.deepEqual([await done, sent], [true, []]);
});

test("a button of a script calls its function", async () => {
  let calls = 0;
  const clicked = button();
  setScript(clicked, () => (calls += 1));
  assert.deepEqual([await act("abc", clicked), calls, sent], [true, 1, []]);
});

test("a listener may do it itself", async () => {
  const clicked = button();
  clicked.addEventListener("liveflash:action", (event) => event.preventDefault());
  assert.deepEqual([await act("abc", clicked), sent], [true, []]);
});
