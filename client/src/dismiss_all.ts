// The control that dismisses all messages of the stack; it appears with several of them.
import { leaveControl } from "./focus.ts";

const MIN_MESSAGES = 3;
const SHOWN_SELECTOR = "liveflash-message:not([hidden], .liveflash-leaving)";

/** Return the messages of a stack that a visitor can dismiss. */
export function dismissibleMessages(stack: Element): Element[] {
  const shown = [...stack.querySelectorAll(SHOWN_SELECTOR)];
  return shown.filter((message) => message.querySelector("[data-liveflash-dismiss]"));
}

/** Show the control if there are enough messages. */
export function placeDismissAll(stack: Element): void {
  const control = stack.querySelector<HTMLElement>("[data-liveflash-all]");
  if (control === null) return;
  const isNeeded = dismissibleMessages(stack).length >= MIN_MESSAGES;
  if (!isNeeded) leaveControl(control);
  control.hidden = !isNeeded;
}
