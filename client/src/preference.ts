// The visitor's wish that messages never hide by themselves, kept in this browser.
const KEY = "liveflash:stay";

/** Whether messages stay until they are dismissed. */
export function stays(): boolean {
  return attempt(() => localStorage.getItem(KEY)) === "1";
}

/** Keep the wish; a browser that keeps nothing forgets it with the page. */
export function wish(isToStay: boolean): void {
  attempt(() => (isToStay ? localStorage.setItem(KEY, "1") : localStorage.removeItem(KEY)));
}

/** What a store gives; nothing where the browser has closed it, or it is full. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
