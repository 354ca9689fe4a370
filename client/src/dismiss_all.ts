// The control that dismisses all messages of the stack; it appears with several of them.
import { leaveControl } from "./focus.ts";

const MIN_MESSAGES = 3;
const CONTROL_SELECTOR = "[data-liveflash-all]";
const PATTERN_SELECTOR = "template[data-liveflash-pattern='all']";
const MESSAGE_SELECTOR = "liveflash-message";

/** Return the messages of a stack that a visitor can dismiss. */
export function dismissibleMessages(stack: Element): Element[] {
  const shown = [...stack.querySelectorAll(`${MESSAGE_SELECTOR}:not([hidden], .liveflash-leaving)`)];
  return shown.filter((message) => message.querySelector("[data-liveflash-dismiss]"));
}

/** Insert the control if there are enough messages, or remove it. */
export function placeDismissAll(stack: Element): void {
  const control = stack.querySelector<HTMLElement>(CONTROL_SELECTOR);
  if (dismissibleMessages(stack).length < MIN_MESSAGES) {
    if (control) leaveControl(control);
    control?.remove();
  } else if (control === null) {
    const pattern = document.querySelector<HTMLTemplateElement>(PATTERN_SELECTOR);
    insert(pattern?.content.firstElementChild, stack);
  }
}

/** Before a patch: keep the control, which the server does not render. */
export function keepDismissAll(from: Element, to: Element): void {
  insert(from.querySelector(CONTROL_SELECTOR), to);
}

/** Insert a copy of the control before the messages of a stack. */
function insert(control: Element | null | undefined, stack: Element): void {
  if (!control) return;
  const copy = control.cloneNode(true);
  const first = stack.querySelector(MESSAGE_SELECTOR);
  if (first === null) stack.append(copy);
  else first.before(copy);
}
