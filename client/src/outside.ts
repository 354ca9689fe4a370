// A click on a message is outside of nothing: menus and dialogs that close at a click
// elsewhere stay open. Events end before they reach listeners of the document; a click
// on other controls, such as a link, goes on, because their scripts may need it.
const PARTS = ".liveflash-message, .liveflash-more, .liveflash-connection";
const CONTROLS = "a, button, input, select, textarea, label, summary, [role], [phx-click]";
const OWN_CONTROLS = "[data-liveflash-dismiss], [data-liveflash-action], [data-liveflash-more]";
const EVENTS = ["pointerdown", "mousedown", "touchstart", "click"];

/** Keep clicks on messages from everything outside; `use` handles our own controls. */
export function keepClicksInside(use: (control: HTMLElement, event: MouseEvent) => void): void {
  for (const name of EVENTS) {
    addEventListener(name, (event) => keepInside(event, use), { capture: true, passive: true });
  }
}

function keepInside(event: Event, use: (control: HTMLElement, event: MouseEvent) => void): void {
  const { target } = event;
  const part = target instanceof Element ? target.closest(PARTS) : null;
  if (part === null) return;
  if (event instanceof MouseEvent && event.type === "click") {
    const control = (target as Element).closest<HTMLElement>(CONTROLS);
    const isInside = control !== null && part.contains(control);
    if (isInside && !control.matches(OWN_CONTROLS)) return;
    if (isInside) use(control, event);
  }
  event.stopPropagation();
}
