// Messages pushed to the user. They are acknowledged on a visible page. Recently seen
// ones are reported at the next join, so that they are not shown again.
import { isLeaving, LEAVING_DELAY_MS } from "./connection.ts";
import { listen } from "./listen.ts";
import { push } from "./live_page.ts";

export type Revisions = Record<string, number>;

// A little longer than the server stores shown messages.
const REMEMBER_MS = 90_000;

const seen = new Map<string, { revision: number; at: number }>();

/** Acknowledge pushed messages once the page is visible. */
export function watchPushed(): void {
  listen("phx:liveflash:ack", ({ detail }) => whenVisible(() => sendSeen(detail.shown)));
}

/** Return the messages seen lately, for a join. */
export function recentlySeen(): Revisions {
  for (const [id, { at }] of seen) {
    if (performance.now() - at > REMEMBER_MS) seen.delete(id);
  }
  return Object.fromEntries([...seen].map(([id, { revision }]) => [id, revision]));
}

function sendSeen(shown: Revisions): void {
  for (const [id, revision] of Object.entries(shown)) {
    seen.set(id, { revision, at: performance.now() });
  }
  push("lv:flash-shown", { shown });
}

function whenVisible(act: () => void): void {
  if (document.hidden) document.addEventListener("visibilitychange", act, { once: true });
  // The next page shows it, unless the visitor stays.
  else if (isLeaving()) setTimeout(() => whenVisible(act), LEAVING_DELAY_MS);
  else act();
}
