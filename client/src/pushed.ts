// What the server has pushed to the user: acknowledged where it is seen. What was seen
// lately is told when the page comes back, so that it is not shown again.
import type { LiveSocket } from "phoenix_live_view";

type Revisions = Record<string, number>;

// A little longer than the server keeps what was shown.
const REMEMBERED_FOR = 90_000;

const seen = new Map<string, { revision: number; at: number }>();

/** Tell the server that what it pushed is on a page that is looked at. */
export function acknowledge(liveSocket: LiveSocket): void {
  window.addEventListener("phx:liveflash:ack", (event) => {
    if (event instanceof CustomEvent) whenVisible(() => tell(liveSocket, event.detail.shown));
  });
}

/** What a join tells: `{_shown: {id: revision}}`, or nothing. */
export function seenParams(): { _shown?: Revisions } {
  for (const [id, { at }] of seen) {
    if (performance.now() - at > REMEMBERED_FOR) seen.delete(id);
  }
  const told = [...seen].map(([id, { revision }]): [string, number] => [id, revision]);
  return told.length > 0 ? { _shown: Object.fromEntries(told) } : {};
}

function tell(liveSocket: LiveSocket, shown: Revisions): void {
  for (const [id, revision] of Object.entries(shown)) {
    seen.set(id, { revision, at: performance.now() });
  }
  // An element outside the view, which the client locks until the server has answered.
  liveSocket.js().push(document.head, "lv:flash-shown", { value: { shown } });
}

function whenVisible(act: () => void): void {
  if (document.hidden) document.addEventListener("visibilitychange", act, { once: true });
  else act();
}
