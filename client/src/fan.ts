// The layout "stack", where the newest message covers the others. The pointer, the focus or
// a tap fans them out.
export const FANNED = "data-liveflash-fanned";

export const STACK_SELECTOR = "liveflash-stack[data-layout=stack]";
export const SHOWN_SELECTOR = ".liveflash-message:not([hidden], .liveflash-leaving)";

/** Return whether a newer message lies on a message. */
export function isCovered(message: Element): boolean {
  const stack = message.closest(STACK_SELECTOR);
  return stack !== null && isStacked(stack) && shownIn(stack).at(-1) !== message;
}

/** Close the fan of a stack that has nothing to fan out. */
export function placeFan(stack: Element): void {
  if (shownIn(stack).length < 2) stack.removeAttribute(FANNED);
}

/** Return whether the stylesheet lays a stack out in this way, on this screen. */
export function isStacked(stack: Element): boolean {
  return getComputedStyle(stack).getPropertyValue("--liveflash-layout").trim() === "stack";
}

/** Return the messages that a stack shows, from the oldest on. */
export function shownIn(stack: Element): Element[] {
  return [...stack.querySelectorAll(SHOWN_SELECTOR)];
}
