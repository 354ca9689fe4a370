import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { pass, show } from "./page.ts";

interface Answer {
  url?: string;
  headers?: Record<string, string>;
  text?: string;
}

const MESSAGE = `<liveflash-message id="liveflash-a1"><p>Saved</p></liveflash-message>`;
const OWN = { "Liveflash-Fetch": "1" };

const fetched: string[] = [];
let answer: Answer = {};
let made = 0;

window.fetch = (async (input: string | URL) => {
  const url = new URL(input, document.baseURI).href;
  fetched.push(url);
  const { headers = OWN, text = "", url: answered = url } = answer;
  return { url: answered, status: 200, headers: new Headers(headers), text: async () => text };
}) as unknown as typeof fetch;

await import("../src/elements.ts"); // which keeps the fetch that it finds
const { watchStacks } = await import("../src/arrivals.ts");
const { watchRequests } = await import("../src/requests.ts");
watchStacks();
watchRequests();
window.dispatchEvent(new Event("load")); // which defines the elements

beforeEach(() => {
  pass(4); // or the next stack would get what the last one has just got
  fetched.length = 0;
  answer = { text: MESSAGE };
  visit("/orders/?page=2");
  show(`<liveflash-stack id="liveflash"></liveflash-stack><liveflash-page data-options="o"></liveflash-page>`);
});

function visit(url: string): void {
  (window as any).happyDOM.setURL(`http://localhost${url}`);
}

/** Get a response of htmx that names messages, and fetch them. */
async function respond(): Promise<void> {
  const headers = new Headers({ "Liveflash-Messages": `token-${(made += 1)}` });
  const detail = { ctx: { response: { headers } } };
  window.dispatchEvent(new CustomEvent("htmx:before:response", { detail }));
  pass(0.1);
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
}

function texts(): string[] {
  return [...document.querySelectorAll("liveflash-message")].map((each) => each.textContent);
}

test("messages are fetched from the page and shown", async () => {
  await respond();
  assert.deepEqual(texts(), ["Saved"]);
  assert.equal(new URL(fetched[0]!).pathname, "/orders/");
});

test("a path with two slashes does not lead to another site", async () => {
  visit("//evil.example/orders/");
  await respond();
  assert.equal(new URL(fetched[0]!).host, "localhost");
});

test("the base address of a page does not lead to another site", async () => {
  document.body.insertAdjacentHTML("beforeend", `<base href="https://cdn.example/">`);
  await respond();
  assert.equal(new URL(fetched[0]!).host, "localhost");
});

test("a cached copy of the page is not asked for messages", async () => {
  await respond();
  assert.equal(new URL(fetched[0]!).search, "?liveflash");
});

test("messages of another site are not shown", async () => {
  answer.url = "https://evil.example/";
  await respond();
  assert.deepEqual(texts(), []);
});
