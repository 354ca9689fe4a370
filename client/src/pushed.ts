// Messages pushed to the user. They are acknowledged on a visible page. Recently seen
// ones are reported at the next join, so that they are not shown again.
import { push } from "./live_page.ts";

type Revisions = Record<string, number>;

// A little longer than the server stores shown messages.
const REMEMBER_MS = 90_000;

const seen = new Map<string, { revision: number; at: number }>();

/** Acknowledge pushed messages once the page is visible. */
export function watchPushed(): void {
  window.addEventListener("phx:liveflash:ack", (event) => {
    if (event instanceof CustomEvent) whenVisible(() => sendSeen(event.detail.shown));
  });
}

/** Return the seen messages for a join, `{_shown: {id: revision}}`, or nothing. */
export function seenParams(): { _shown?: Revisions } {
  for (const [id, { at }] of seen) {
    if (performance.now() - at > REMEMBER_MS) seen.delete(id);
  }
  const entries = [...seen].map(([id, { revision }]): [string, number] => [id, revision]);
  return entries.length > 0 ? { _shown: Object.fromEntries(entries) } : {};
}

function sendSeen(shown: Revisions): void {
  for (const [id, revision] of Object.entries(shown)) {
    seen.set(id, { revision, at: performance.now() });
  }
  push("lv:flash-shown", { shown });
}

function whenVisible(act: () => void): void {
  if (document.hidden) document.addEventListener("visibilitychange", act, { once: true });
  else act();
}
