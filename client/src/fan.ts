// The layout "stack", where the newest message covers the others. The pointer, the focus or
// a tap fans them out.
import { closest, listen } from "./listen.ts";

export const FANNED = "data-liveflash-fanned";

const STACK_SELECTOR = "liveflash-stack[data-layout=stack]";
const SHOWN_SELECTOR = ".liveflash-message:not([hidden], .liveflash-leaving)";
const CONTROL_SELECTOR = "a, button, label, [role], [phx-click]";
const FIELD_SELECTOR = "input, textarea, select";

/** Return whether a newer message lies on a message. */
export function isCovered(message: Element): boolean {
  const stack = message.closest(STACK_SELECTOR);
  return stack !== null && isStacked(stack) && shownIn(stack).at(-1) !== message;
}

/** Close the fan of a stack that has nothing to fan out. */
export function placeFan(stack: Element): void {
  if (shownIn(stack).length < 2) stack.removeAttribute(FANNED);
}

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
  listen("pointerdown", press, true);
  listen("mousedown", keepFocus, true);
  listen("click", tap, true);
}

/** Return whether the stylesheet lays a stack out in this way, on this screen. */
function isStacked(stack: Element): boolean {
  return getComputedStyle(stack).getPropertyValue("--liveflash-layout").trim() === "stack";
}

function shownIn(stack: Element): Element[] {
  return [...stack.querySelectorAll(SHOWN_SELECTOR)];
}
