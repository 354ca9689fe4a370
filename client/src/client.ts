// Load the official client on a page that needs it.
import type { HooksOptions, LiveSocket } from "phoenix_live_view";

import { dom, joinParams, socketPath, storage, watch } from "./elements.ts";
import { pageValue } from "./page_value.ts";
import type { clear, put, update } from "./put.ts";
import type { headers } from "./requests.ts";

declare global {
  interface Window {
    liveflash?: {
      /** Set it in an earlier script to add hooks. */
      hooks?: HooksOptions;
      /** Fulfilled once the client runs; never on a page that needs none. */
      client?: Promise<LiveSocket>;
      /** Return the headers by which a request names the page that shows its messages. */
      headers?: typeof headers;
      /** Show a message of the page itself; `update` and `clear` take its id. */
      put?: typeof put;
      update?: typeof update;
      clear?: typeof clear;
    };
    /** The running client: `liveSocket.enableDebug()`, `liveSocket.execJS(…)`. */
    liveSocket: LiveSocket;
  }
}

const OWN_ELEMENTS = "ancestor-or-self::liveflash-message or self::liveflash-history";
const COMMANDS = `boolean(//*[not(${OWN_ELEMENTS})]/@*[starts-with(name(), "phx-")])`;

let started: (liveSocket: LiveSocket) => void;
let isLoading = false;

/** Announce the client to scripts, before it is loaded. */
export function announceClient(): void {
  const client = new Promise<LiveSocket>((resolve) => (started = resolve));
  window.liveflash = Object.assign(window.liveflash ?? {}, { client });
}

/** Load and connect the client, unless the page has nothing for it. */
export async function loadClient(): Promise<void> {
  const url = pageValue("liveflash-client");
  if (isLoading || url === undefined || !needsClient()) return;
  isLoading = true;
  try {
    connect((await import(url)) as typeof import("./client_module.ts"));
  } catch (error) {
    isLoading = false;
    throw error;
  }
}

function connect({ LiveSocket, Socket }: typeof import("./client_module.ts")): void {
  const liveSocket = new LiveSocket(socketPath(), Socket, {
    // Called without an element for the socket's URL, where a token would be logged.
    params: (el?: HTMLElement) =>
      el ? { _csrf_token: pageValue("csrf-token") ?? "", ...joinParams() } : {},
    dom,
    hooks: { ...window.liveflash?.hooks },
    ...storage,
  });
  watch(liveSocket);
  liveSocket.connect();
  window.liveSocket = liveSocket;
  started(liveSocket);
}

function needsClient(): boolean {
  return document.querySelector("[data-phx-session]") !== null || hasCommands();
}

/** Return whether the page has attributes of the client outside of our own elements. */
function hasCommands(): boolean {
  return document.evaluate(COMMANDS, document, null, XPathResult.BOOLEAN_TYPE).booleanValue;
}
