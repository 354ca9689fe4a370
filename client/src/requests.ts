// Messages with the responses to requests of this page. A request names the page; its
// response names the messages by a token, with which they are fetched.
import { show, whenStack } from "./arrivals.ts";
import { limitSize } from "./bounds.ts";
import { isLeaving } from "./connection.ts";
import { listen } from "./listen.ts";
import { parseMessages } from "./local.ts";
import { messageId } from "./message_id.ts";
import { pageId } from "./page_id.ts";
import { sendWithNextPage } from "./page_loads.ts";
import { pageValue } from "./page_value.ts";
import { wasShown } from "./seen.ts";
import { isOwn, pageUrl } from "./url.ts";

type Headers_ = Record<string, string>;

const PAGE = "Liveflash-Page";
const MESSAGES = "Liveflash-Messages";
const FETCH = "Liveflash-Fetch";
const OPTIONS = "Liveflash-Options";
const ACTION = "Liveflash-Action";
// The headers of libraries, whose requests are marked by their own events.
const LIBRARY = /^(hx-request|x-turbo-request-id|x-up-version|liveflash-page)$/i;

const MAX_TOKENS = 100;
const FIRST_DELAY_MS = 50; // a script may leave the page when it has the response
const RETRY_MS = 1_000;
const MAX_RETRY_MS = 16_000;

const tokens = new Set<string>();
const undelivered = new Set<string>();
const originalFetch = window.fetch.bind(window);

/** Return the headers by which a request of a script names this page. */
export function headers(): Headers_ {
  return stackOptions() === undefined ? {} : { [PAGE]: pageId };
}

/** Mark the requests of htmx, Turbo and Unpoly, and read their responses. */
export function watchRequests(): void {
  listen("htmx:configRequest", ({ detail }) => mark(detail.path, detail.headers, detail.verb));
  listen("htmx:beforeSend", ({ detail }) => readXhr(detail.xhr));
  listen("htmx:config:request", ({ detail: { ctx } }) =>
    mark(ctx.request.action, ctx.request.headers, ctx.request.method),
  );
  listen("htmx:before:response", ({ detail }) => read(detail.ctx.response.headers.get(MESSAGES)));
  listen("turbo:before-fetch-request", ({ target, detail: { url, fetchOptions } }) => {
    // A visit is a page load.
    if (target !== document.documentElement || !isGet(fetchOptions.method)) {
      mark(url, fetchOptions.headers);
    }
  });
  listen("turbo:before-fetch-response", ({ detail }) =>
    read(detail.fetchResponse.response.headers.get(MESSAGES)),
  );
  listen("up:request:load", ({ request }) => mark(request.url, request.headers));
  listen("up:request:loaded", ({ response }) => readXhr(response.xhr));
  listen("beforeunload", () => undelivered.forEach(sendWithNextPage));
  // At once: a call of `fetch` with `liveflash.headers()` has looked `fetch` up before.
  const marksAll = pageValue("liveflash-fetch") !== undefined;
  wrapFetch(marksAll);
  wrapXhr(marksAll);
}

function isGet(method = "GET"): boolean {
  return method.toUpperCase() === "GET";
}

/** Mark a request, unless it is a boosted link of htmx: that is a page load. */
function mark(url: string | URL, to: Headers_, method?: string): void {
  const isVisit = to["HX-Boosted"] !== undefined && isGet(method);
  if (!isVisit && mayMark(url)) to[PAGE] = pageId;
}

function mayMark(url: string | URL): boolean {
  return stackOptions() !== undefined && isOwn(url);
}

function stackOptions(): string | undefined {
  return document.querySelector<HTMLElement>("liveflash-page[data-options]")?.dataset["options"];
}

/** Wrap `fetch` to read its responses, and to mark all requests if the page says so. */
function wrapFetch(marksAll: boolean): void {
  window.fetch = async (input, init) => {
    const { url, headers: own } = input instanceof Request ? input : { url: input, headers: {} };
    const sent = new Headers(init?.headers ?? own);
    if (marksAll && mayMark(url) && ![...sent.keys()].some((name) => LIBRARY.test(name))) {
      sent.set(PAGE, pageId);
      init = { ...init, headers: sent };
    }
    const response = await originalFetch(input, init);
    if (isOwn(response.url)) read(response.headers.get(MESSAGES));
    return response;
  };
}

function wrapXhr(marksAll: boolean): void {
  const { prototype } = XMLHttpRequest;
  const { open, send, setRequestHeader } = prototype;
  const urls = new WeakMap<XMLHttpRequest, string | URL>();
  prototype.open = function (this: XMLHttpRequest, ...all: any[]) {
    urls.set(this, all[1]);
    open.apply(this, all as Parameters<typeof open>);
  };
  prototype.setRequestHeader = function (name, value) {
    if (LIBRARY.test(name)) urls.delete(this);
    setRequestHeader.call(this, name, value);
  };
  prototype.send = function (body) {
    const url = urls.get(this);
    if (marksAll && url !== undefined && mayMark(url)) this.setRequestHeader(PAGE, pageId);
    readXhr(this);
    send.call(this, body);
  };
}

/** Read the response of a request, now or once it is there. */
function readXhr(xhr: XMLHttpRequest): void {
  const loaded = () => isOwn(xhr.responseURL) && read(xhr.getResponseHeader(MESSAGES));
  if (xhr.readyState === XMLHttpRequest.DONE) loaded();
  else xhr.addEventListener("load", loaded, { once: true });
}

function read(token: string | null): void {
  if (token === null || tokens.has(token)) return;
  tokens.add(token);
  limitSize(tokens, MAX_TOKENS);
  undelivered.add(token);
  deliverLater(token, FIRST_DELAY_MS, RETRY_MS);
}

/** Deliver after a delay, once the page has a stack: the library may replace the page. */
function deliverLater(token: string, delay: number, nextDelay: number): void {
  setTimeout(() => whenStack(() => void deliver(token, nextDelay)), delay);
}

/** Fetch and show the messages of a token; try again if the connection is lost. */
async function deliver(token: string, retryDelay: number): Promise<void> {
  const html = isLeaving() ? undefined : await load(token).catch(() => undefined);
  if (html === undefined && retryDelay <= MAX_RETRY_MS) {
    return deliverLater(token, retryDelay, retryDelay * 2);
  }
  undelivered.delete(token);
  // The response itself may have had them.
  show(parseMessages(html ?? "").filter((message) => !wasShown(messageId(message))));
}

/** Return the HTML of messages, empty if there are none. */
async function load(token: string): Promise<string> {
  const sent = { [PAGE]: pageId, [FETCH]: token, [OPTIONS]: stackOptions() ?? "" };
  const response = await originalFetch(pageUrl(), { headers: sent, cache: "no-store" });
  if (!isOwn(response.url)) return "";
  if (response.headers.has(FETCH)) return response.text();
  if (response.status >= 500) throw new Error(`liveflash: ${response.status}`);
  return ""; // not of FlashMiddleware
}

/** Send the event of an action to the server; return whether it was handled. */
export async function sendAction(action: object): Promise<boolean> {
  const headers = {
    [PAGE]: pageId,
    [ACTION]: "1",
    "Content-Type": "application/json",
    "X-CSRFToken": pageValue("csrf-token") ?? "",
  };
  const body = JSON.stringify(action);
  const sent = originalFetch(pageUrl(), { method: "POST", headers, body });
  const found = (await sent.catch(() => undefined))?.headers;
  if (found?.get(ACTION) !== "done") return false;
  read(found.get(MESSAGES));
  const next = found.get("Liveflash-Location");
  if (next !== null) location.assign(next);
  return true;
}
