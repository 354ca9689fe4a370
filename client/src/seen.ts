// Messages that were shown: on this page, and in this tab before a step in its history.
//
// Going back or forward, a browser or a library such as Turbo restores old HTML. The
// messages in it were read, so they are not shown again.
import { limitSize } from "./bounds.ts";
import { listen } from "./listen.ts";
import { session, store } from "./storage.ts";

const STORAGE_KEY = "liveflash:seen";
const MAX_SEEN = 500;

const shown = new Set<string>();
const outdated = new Set<string>();

/** Remember a revision of a message; return whether it was not shown on this page. */
export function isFirstShown(id: string, revision: string): boolean {
  const name = `${id}:${revision}`;
  if (shown.has(name)) return false;
  shown.add(name);
  limitSize(shown, MAX_SEEN);
  const ids = new Set([...storedIds(), id]);
  limitSize(ids, MAX_SEEN);
  store(session, STORAGE_KEY, JSON.stringify([...ids]));
  return true;
}

/** Return whether a revision of a message was shown on this page. */
export function wasShown(id: string): boolean {
  return [...shown].some((name) => name.startsWith(`${id}:`));
}

/** Return whether a message belongs to HTML from the history of the tab or a preview. */
export function isOutdated(id: string): boolean {
  return outdated.has(id) || document.querySelector("[data-turbo-preview]") !== null;
}

/** Follow the history of the tab, and remove the messages of a page restored whole. */
export function watchHistory(): void {
  const step = () => storedIds().forEach((id) => outdated.add(id));
  const [navigation] = performance.getEntriesByType("navigation");
  if ((navigation as PerformanceNavigationTiming | undefined)?.type === "back_forward") step();
  listen("popstate", step);
  listen("pageshow", ({ persisted }) => {
    if (persisted) document.querySelectorAll("liveflash-message").forEach((each) => each.remove());
  });
  // What is shown again after the visitor has done something was not restored.
  listen("pointerdown keydown", () => outdated.clear(), true);
}

function storedIds(): string[] {
  return JSON.parse(session.getItem(STORAGE_KEY) ?? "[]");
}
