// Focus management: to the messages and back, and away from a dismissed message.
import { openDialog } from "./layers.ts";
import { closest, listen } from "./listen.ts";
import { isVisible } from "./visibility.ts";

const MESSAGE_SELECTOR = ".liveflash-message";
const STACK_SELECTOR = ".liveflash";
const CONTROL_SELECTOR = "[data-liveflash-action], [data-liveflash-dismiss]";

let previousFocus: HTMLElement | undefined;
let focused: Element | null = null;
let madeFocusable: Element | undefined;

/** Remember where the focus was before it moved to a message. */
export function trackFocus(): void {
  listen("focusin", (event: FocusEvent) => {
    const { relatedTarget: from } = event;
    focused = closest(event, MESSAGE_SELECTOR);
    if ((focused ?? closest(event, STACK_SELECTOR)) === null) previousFocus = undefined;
    else if (from instanceof HTMLElement && !from.closest(STACK_SELECTOR)) previousFocus = from;
  });
}

/** Focus the newest message; return whether there is one. */
export function focusNewest(): boolean {
  const newest = messagesIn(document).at(-1);
  if (newest === undefined) return false;
  focus(newest.querySelector<HTMLElement>(CONTROL_SELECTOR) ?? newest);
  return true;
}

/**
 * Move the focus from a message that is about to go to the next one, or back.
 *
 * After a click by pointer it goes back: on a message it would pause all timeouts.
 */
export function moveFocusFrom(message: HTMLElement, isByPointer = false): void {
  if (!message.contains(document.activeElement)) return;
  if (isByPointer) return returnFocus();
  const all = messagesIn(message.parentElement ?? message);
  const at = all.indexOf(message);
  const next = all[at + 1] ?? all[at - 1];
  if (next === undefined) returnFocus();
  else focusMessage(next);
}

/** Restore the focus after a focused message was removed. */
export function restoreFocus(message: HTMLElement): void {
  if (focused === message && active() === undefined) focusRemaining();
}

/** Move the focus from a control that is about to go, to the newest message or back. */
export function leaveControl(control: HTMLElement): void {
  if (control === document.activeElement) focusRemaining();
}

function focusRemaining(): void {
  const next = messagesIn(document).at(-1);
  if (next === undefined) returnFocus();
  else focusMessage(next);
}

/** Before a patch: keep the focus on an element that `focus` made focusable. */
export function keepFocusable(from: Element, to: Element): void {
  if (from === madeFocusable && from === document.activeElement) to.setAttribute("tabindex", "-1");
}

/** Move the focus to where it was before the messages, or to the content of the page. */
export function returnFocus(): void {
  const main = document.querySelector("main");
  const root = document.querySelector("[data-phx-main]");
  const places = [previousFocus, openDialog(), main, root, document.body.firstElementChild];
  previousFocus = undefined;
  for (const place of places) {
    if (!(place instanceof HTMLElement) || !isVisible(place)) continue;
    focus(place);
    if (active() !== undefined) return;
  }
}

/** Focus a message, at the button that dismisses it. */
export function focusMessage(message: HTMLElement): void {
  focus(message.querySelector<HTMLElement>("[data-liveflash-dismiss]") ?? message);
}

function focus(element: HTMLElement): void {
  element.focus();
  if (document.activeElement === element) return;
  element.tabIndex = -1;
  madeFocusable = element;
  element.focus({ preventScroll: true });
}

function active(): HTMLElement | undefined {
  const element = document.activeElement;
  const isSomewhere = element instanceof HTMLElement && element !== document.body;
  return isSomewhere ? element : undefined;
}

/** Return the messages that are shown, not those that are leaving. */
function messagesIn(parent: ParentNode): HTMLElement[] {
  const all = [...parent.querySelectorAll<HTMLElement>(`${MESSAGE_SELECTOR}:not(.liveflash-leaving)`)];
  return all.filter(isVisible);
}
