import { Socket } from "phoenix";
import { LiveSocket, type HooksOptions } from "phoenix_live_view";

import { acknowledge, dom, hooks, joinParams } from "./hooks";

declare global {
  interface Window {
    /** Set it in a script before this one to bring hooks of your own. */
    liveflash?: { hooks?: HooksOptions };
    /** The running client: `liveSocket.enableDebug()`, `liveSocket.execJS(…)`. */
    liveSocket: LiveSocket;
  }
}

const csrfToken = document.querySelector<HTMLMetaElement>("meta[name='csrf-token']");

const liveSocket = new LiveSocket("/live", Socket, {
  // Called without an element for the socket's address, where a token would be logged.
  params: (el?: HTMLElement) =>
    el ? { _csrf_token: csrfToken?.content ?? "", ...joinParams() } : {},
  dom,
  hooks: { ...hooks, ...window.liveflash?.hooks },
});

acknowledge(liveSocket);
liveSocket.connect();
window.liveSocket = liveSocket;
