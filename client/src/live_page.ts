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

/** Run the `phx-click` of a message's action and pass the reply of its event on. */
export function runClick(element: Element, id: string, onReply: (reply: unknown) => void): void {
  const commands = clickCommands(element);
  for (const [kind, options] of commands) {
    if (kind === "push") options.callback = onReply;
  }
  // The type of the event names the message.
  (liveSocket as any)?.execJS(element, commands, `liveflash:${id}`);
}

/** Return the event that the `phx-click` of an element sends, and its value. */
export function pushedBy(element: Element): { event: string; value: object } | undefined {
  const push = clickCommands(element).find(([kind]) => kind === "push")?.[1];
  return push && { event: push.event, value: push.value ?? {} };
}

function clickCommands(element: Element): [kind: string, options: any][] {
  const click = element.getAttribute("phx-click");
  if (click === null) return [];
  return click.startsWith("[") ? JSON.parse(click) : [["push", { event: click }]];
}
