// Taps on a stack of the layout "stack", which fan it out.
import { FANNED, isCovered, isStacked, shownIn, SHOWN_SELECTOR, STACK_SELECTOR } from "./fan.ts";
import { closest, listen } from "./listen.ts";

// A touched element stays hovered, which would fan a stack out between a touch and its click.
const TOUCHED = "data-liveflash-touched";
const CONTROL_SELECTOR = "a, button, label, [role], [phx-click]";
const FIELD_SELECTOR = "input, textarea, select";

/** Fan a stack out when it is tapped; close it at a press elsewhere. */
export function watchTaps(onChange: () => void): void {
  let tapped: Element | null = null;
  const press = (event: PointerEvent) => {
    const stack = closest(event, STACK_SELECTOR);
    tapped = event.pointerType !== "mouse" && stack && isStacked(stack) ? stack : null;
    if (stack === null) document.querySelector(`[${FANNED}]`)?.removeAttribute(FANNED);
    onChange();
  };
  // A tap leaves the focus in the field where the visitor types.
  const keepFocus = (event: MouseEvent) => {
    if (tapped && !closest(event, FIELD_SELECTOR)) event.preventDefault();
  };
  const tap = (event: MouseEvent) => {
    const message = closest(event, SHOWN_SELECTOR);
    if (message === null || !tapped?.contains(message) || tapped.hasAttribute(FANNED)) return;
    const isOnControl = message.contains(closest(event, CONTROL_SELECTOR));
    if (isOnControl && !isCovered(message)) return;
    tapped.toggleAttribute(FANNED, shownIn(tapped).length > 1);
    event.preventDefault();
    event.stopImmediatePropagation();
    onChange();
  };
  const notePointer = (event: PointerEvent) => {
    document.documentElement.toggleAttribute(TOUCHED, event.pointerType !== "mouse");
  };
  listen("pointerover", notePointer, true);
  listen("pointerdown", press, true);
  listen("mousedown", keepFocus, true);
  listen("click", tap, true);
}
