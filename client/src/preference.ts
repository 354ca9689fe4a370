// The visitor's preference that messages stay until dismissed, stored in the browser.
import { local, store } from "./storage.ts";

const STORAGE_KEY = "liveflash:stay";

/** Return whether messages stay until they are dismissed. */
export function stays(): boolean {
  return local.getItem(STORAGE_KEY) === "1";
}

/** Store the preference. */
export function setStays(isOn: boolean): void {
  if (isOn) store(local, STORAGE_KEY, "1");
  else local.removeItem(STORAGE_KEY);
}
