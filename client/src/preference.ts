// The visitor's preference that messages stay until dismissed, stored in the browser.
const STORAGE_KEY = "liveflash:stay";

/** Return whether messages stay until they are dismissed. */
export function stays(): boolean {
  return attempt(() => localStorage.getItem(STORAGE_KEY)) === "1";
}

/** Store the preference, if the browser has storage. */
export function setStays(isOn: boolean): void {
  attempt(() => {
    if (isOn) localStorage.setItem(STORAGE_KEY, "1");
    else localStorage.removeItem(STORAGE_KEY);
  });
}

/** Return the result of a storage access; undefined if storage is blocked or full. */
export function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}
