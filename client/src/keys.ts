// Keys: F8 leads to the newest message and back, Escape dismisses the focused one.
import { focusNewest, returnFocus, trackFocus } from "./focus.ts";
import { closest, listen } from "./listen.ts";

const KEY = "F8";

/** Listen for the keys; `dismiss` is called with the element of a message. */
export function watchKeys(dismiss: (message: HTMLElement) => void): void {
  trackFocus();
  const press = (event: KeyboardEvent) => {
    if (event.key === KEY && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (closest(event, ".liveflash")) returnFocus();
      else if (focusNewest()) event.preventDefault();
    }
    const message = closest(event, ".liveflash-message");
    if (event.key !== "Escape" || message === null) return;
    // Not for a dialog or a menu that would close too.
    event.stopPropagation();
    event.preventDefault();
    dismiss(message);
  };
  listen("keydown", press, true);
}
