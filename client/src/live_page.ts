// The connection of a live page to its view.
import type { LiveSocket } from "phoenix_live_view";

import { plainRoot } from "./plain_root.ts";

let liveSocket: LiveSocket | undefined;

/** Use the LiveSocket of the page. */
export function useLiveSocket(socket: LiveSocket): void {
  liveSocket = socket;
}

/** Return whether a view serves the page, even if the connection is lost. */
export function isLivePage(): boolean {
  return document.querySelector("[data-phx-main]") !== null;
}

/** Return whether the page is connected to its view; a plain page to its own. */
export function isConnected(): boolean {
  const root = document.querySelector("[data-phx-main]") ?? plainRoot();
  return root?.classList.contains("phx-connected") ?? false;
}

/** Send an event to the view; the client drops it if the connection is lost. */
export function push(event: string, value: object): void {
  // The client locks the element that sends an event until the reply.
  const parent = isLivePage() ? document.head : (plainRoot() ?? document.head);
  const sender = parent.appendChild(document.createElement("meta"));
  liveSocket?.js().push(sender, event, { value });
  sender.remove();
}

/** Run the `phx-click` of an element and pass the reply of its event on. */
export function runClick(element: HTMLElement, onReply: (reply: unknown) => void): void {
  const click = element.getAttribute("phx-click");
  if (click === null) return onReply(undefined);
  const commands = click.startsWith("[") ? JSON.parse(click) : [["push", { event: click }]];
  for (const [kind, options] of commands) {
    if (kind === "push") options.callback = onReply;
  }
  liveSocket?.js().exec(element, commands);
}
