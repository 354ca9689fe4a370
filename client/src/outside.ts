// A click on a message is outside of nothing: menus and dialogs that close at a click
// elsewhere stay open. Events end before they reach listeners of the document; a click
// on other controls, such as a link, goes on, because their scripts may need it.
import { closest, listen } from "./listen.ts";

const PARTS = ".liveflash-message, .liveflash-more, .liveflash-all, .liveflash-connection";
const CONTROLS = "a, button, input, select, textarea, label, summary, [role], [phx-click]";
const OWN_CONTROLS =
  "[data-liveflash-dismiss], [data-liveflash-all], [data-liveflash-action], [data-liveflash-more]";

/** Keep clicks on messages from everything outside; `use` handles our own controls. */
export function keepClicksInside(use: (control: HTMLElement, event: MouseEvent) => void): void {
  const keepInside = (event: MouseEvent) => {
    const part = closest(event, PARTS);
    if (part === null) return;
    const control = closest(event, CONTROLS);
    if (event.type === "click" && control !== null && part.contains(control)) {
      if (!control.matches(OWN_CONTROLS)) return;
      use(control, event);
      if (control.matches("a")) return;
    }
    event.stopPropagation();
  };
  listen("pointerdown mousedown touchstart click", keepInside, true);
}
