// Messages of the browser: those that the server's view of the page does not know.
import { focusMessage } from "./focus.ts";
import { fold } from "./folding.ts";
import { LOADING } from "./ongoing.ts";
import { currentStack, placeStack } from "./stack.ts";

export const LOCAL = "data-liveflash-local";

const TIMEOUT = "data-liveflash-timeout";
const MESSAGE_SELECTOR = "liveflash-message";

/** Return whether a message belongs to the browser alone. */
export function isLocal(message: Element): boolean {
  return message.hasAttribute(LOCAL);
}

/**
 * Add messages to the stack, as HTML or as elements; return those in the stack.
 *
 * A message with the id of one that is there updates it, unless that is the server's.
 * Return nothing while the page has no stack.
 */
export function addLocal(messages: string | Iterable<HTMLElement>): HTMLElement[] {
  const stack = currentStack();
  if (stack === undefined) return [];
  const all = typeof messages === "string" ? parseMessages(messages) : [...messages];
  const added = all.map((message) => add(stack, message));
  fold(stack);
  placeStack();
  return added;
}

/** Make all messages of a stack local, before a join whose server knows none. */
export function makeLocal(stack: Element): void {
  for (const each of stack.querySelectorAll(MESSAGE_SELECTOR)) each.setAttribute(LOCAL, "");
}

/** Before a patch: keep local messages in their place, unless the server knows them now. */
export function keepLocal(from: Element, to: Element): void {
  let previous: Element | undefined;
  let hasLocal = false;
  for (const message of from.querySelectorAll<HTMLElement>(MESSAGE_SELECTOR)) {
    let rendered = to.querySelector(`#${CSS.escape(message.id)}`);
    if (rendered === null && isLocal(message) && !hasEnded(message)) {
      rendered = message.cloneNode(true) as Element;
      insertAfter(previous, rendered, to);
      hasLocal = true;
    }
    previous = rendered ?? previous;
  }
  if (hasLocal) fold(to);
}

/** Return whether the work of a pushed message has ended: servers know all that goes on. */
function hasEnded({ dataset }: HTMLElement): boolean {
  return dataset["level"] === LOADING && dataset["liveflashShared"] !== undefined;
}

/** Return the messages in HTML. */
export function parseMessages(html: string): HTMLElement[] {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.querySelectorAll<HTMLElement>(MESSAGE_SELECTOR)];
}

function add(stack: Element, message: HTMLElement): HTMLElement {
  const known = document.getElementById(message.id);
  if (known !== null && !isLocal(known)) return known;
  message.setAttribute(LOCAL, "");
  if (known === null) return stack.appendChild(message);
  const hasFocus = known.contains(document.activeElement);
  known.replaceChildren(...message.childNodes);
  known.removeAttribute(TIMEOUT);
  for (const { name, value } of message.attributes) known.setAttribute(name, value);
  if (hasFocus) focusMessage(known);
  return known;
}

function insertAfter(previous: Element | undefined, message: Element, stack: Element): void {
  if (previous !== undefined) return previous.after(message);
  const first = stack.querySelector(MESSAGE_SELECTOR);
  if (first === null) stack.append(message);
  else first.before(message);
}
