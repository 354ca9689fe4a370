// Focus management: to the messages and back, and away from a dismissed message.
import { openDialog } from "./dialogs.ts";

const MESSAGE_SELECTOR = ".liveflash-message";
const STACK_SELECTOR = ".liveflash";
const CONTROL_SELECTOR = "[data-liveflash-action], [data-liveflash-dismiss]";
const KEY = "F8";

let previousFocus: HTMLElement | undefined;
let focused: Element | null = null;
let madeFocusable: Element | undefined;

/** Make F8 focus the newest message, and then the previous element again. */
export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === KEY && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (active()?.closest(STACK_SELECTOR)) goBack();
      else goToNewest(event);
    }
  });
  document.addEventListener("focusin", ({ target, relatedTarget: from }) => {
    focused = target instanceof Element ? target.closest(MESSAGE_SELECTOR) : null;
    if (focused === null) previousFocus = undefined;
    else if (from instanceof HTMLElement && !from.closest(STACK_SELECTOR)) previousFocus = from;
  });
}

/**
 * Move the focus from a message that is about to go to the next one, or back.
 *
 * After a click by pointer it goes back: on a message it would pause all timeouts.
 */
export function moveFocusFrom(message: HTMLElement, isByPointer = false): void {
  if (!message.contains(document.activeElement)) return;
  if (isByPointer) return goBack();
  const all = visible(message.parentElement ?? message);
  const at = all.indexOf(message);
  const next = all[at + 1] ?? all[at - 1];
  if (next === undefined) goBack();
  else focusMessage(next);
}

/** Restore the focus after a focused message was removed. */
export function restoreFocus(message: HTMLElement): void {
  if (focused !== message || active() !== undefined) return;
  const next = visible(document).at(-1);
  if (next === undefined) goBack();
  else focusMessage(next);
}

/** Before a patch: keep the focus on an element that `focus` made focusable. */
export function keepFocusable(from: Element, to: Element): void {
  if (from === madeFocusable && from === document.activeElement) to.setAttribute("tabindex", "-1");
}

function goToNewest(event: KeyboardEvent): void {
  const newest = visible(document).at(-1);
  if (newest === undefined) return;
  event.preventDefault();
  focus(newest.querySelector<HTMLElement>(CONTROL_SELECTOR) ?? newest);
}

function focusMessage(message: HTMLElement): void {
  const control = message.querySelector<HTMLElement>("[data-liveflash-dismiss]");
  focus(control ?? message);
}

function goBack(): void {
  const main = document.querySelector("main");
  const root = document.querySelector("[data-phx-main]");
  const places = [previousFocus, openDialog(), main, root, document.body.firstElementChild];
  previousFocus = undefined;
  for (const place of places) {
    if (!(place instanceof HTMLElement) || !place.checkVisibility()) continue;
    focus(place);
    if (active() !== undefined) return;
  }
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

function visible(parent: ParentNode): HTMLElement[] {
  const all = [...parent.querySelectorAll<HTMLElement>(MESSAGE_SELECTOR)];
  return all.filter((message) => message.checkVisibility());
}
