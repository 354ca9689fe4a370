import { Socket } from "phoenix";
import { LiveSocket, type HooksOptions } from "phoenix_live_view";

import { dom, joinParams, socketPath, storage, watch } from "./elements.ts";

declare global {
  interface Window {
    /** Set it in an earlier script to add hooks. */
    liveflash?: { hooks?: HooksOptions };
    /** The running client: `liveSocket.enableDebug()`, `liveSocket.execJS(…)`. */
    liveSocket: LiveSocket;
  }
}

const csrfToken = document.querySelector<HTMLMetaElement>("meta[name='csrf-token']");

const liveSocket = new LiveSocket(socketPath(), Socket, {
  // Called without an element for the socket's URL, where a token would be logged.
  params: (el?: HTMLElement) =>
    el ? { _csrf_token: csrfToken?.content ?? "", ...joinParams() } : {},
  dom,
  hooks: { ...window.liveflash?.hooks },
  ...storage,
});

watch(liveSocket);
liveSocket.connect();
window.liveSocket = liveSocket;
