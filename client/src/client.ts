// Load the official client on a page that needs it.
import type { HooksOptions, LiveSocket } from "phoenix_live_view";

import { hasCommands } from "./commands.ts";
import { dom, joinParams, socketPath, storage, watch } from "./elements.ts";
import { waitForUrl, whenPageChanges } from "./page.ts";
import { pageValue } from "./page_value.ts";
import type { clear, put, update } from "./put.ts";
import type { headers } from "./requests.ts";
import { connectRoots } from "./roots.ts";

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
    /** Hooks under the name that pyview gives them. */
    Hooks?: HooksOptions;
    /** The running client: `liveSocket.enableDebug()`, `liveSocket.execJS(…)`. */
    liveSocket: LiveSocket;
  }
}

type ClientModule = typeof import("./client_module.ts");

let isLoading = false;

/** Load the client as soon as a page needs it, and announce it to scripts before. */
export function provideClient(): void {
  window.liveflash!.client = new Promise((resolve) => {
    const load = () => void loadClient(resolve);
    whenPageChanges(load);
    load();
  });
}

async function loadClient(use: (liveSocket: LiveSocket) => void): Promise<void> {
  const url = pageValue("liveflash-client");
  if (isLoading || url === undefined || !needsClient()) return;
  isLoading = true;
  try {
    const module = (await import(url)) as ClientModule;
    await customElements.whenDefined("liveflash-page");
    await waitForUrl();
    use(connect(module));
  } catch (error) {
    isLoading = false;
    throw error;
  }
}

function connect({ LiveSocket, prepare, Socket }: ClientModule): LiveSocket {
  const liveSocket = new LiveSocket(socketPath(), Socket, {
    // Called without an element for the socket's URL, where a token would be logged.
    params: (el?: HTMLElement) =>
      el ? { _csrf_token: pageValue("csrf-token") ?? "", ...joinParams() } : {},
    dom,
    hooks: { ...window.Hooks, ...window.liveflash?.hooks },
    ...storage,
  });
  prepare(liveSocket);
  watch(liveSocket);
  connectRoots();
  window.liveSocket = liveSocket;
  return liveSocket;
}

function needsClient(): boolean {
  return document.querySelector("[data-phx-session]") !== null || hasCommands();
}
