// Where the focus goes: to the messages and back, and away from one that is dismissed.
import { openDialog } from "./dialogs.ts";

const MESSAGE = ".liveflash-message";
const STACK = ".liveflash";
const CONTROL = "[data-liveflash-action], [data-liveflash-dismiss]";
const KEY = "F8";

let cameFrom: HTMLElement | undefined;
let focused: Element | null = null;
let made: Element | undefined; // focusable, by us

/** Let F8 lead to the newest message, and back to where the focus was. */
export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key === KEY && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (active()?.closest(STACK)) goBack();
      else goToNewest(event);
    }
  });
  document.addEventListener("focusin", ({ target, relatedTarget: from }) => {
    focused = target instanceof Element ? target.closest(MESSAGE) : null;
    if (focused === null) cameFrom = undefined;
    else if (from instanceof HTMLElement && !from.closest(STACK)) cameFrom = from;
  });
}

/**
 * Before a message goes that has the focus, give it to the next, or back.
 *
 * Back at once by the pointer: on the next it would stop the time of all.
 */
export function passOn(message: HTMLElement, isByPointer = false): void {
  if (!message.contains(document.activeElement)) return;
  if (isByPointer) return goBack();
  const all = visible(message.parentElement ?? message);
  const at = all.indexOf(message);
  const next = all[at + 1] ?? all[at - 1];
  if (next === undefined) goBack();
  else enter(next);
}

/** After a message was removed that had the focus, take the focus back from nowhere. */
export function recover(message: HTMLElement): void {
  if (focused !== message || active() !== undefined) return;
  const next = visible(document).at(-1);
  if (next === undefined) goBack();
  else enter(next);
}

/** Before a patch: what can have the focus only by us keeps it. */
export function keepFocusable(from: Element, to: Element): void {
  if (from === made && from === document.activeElement) to.setAttribute("tabindex", "-1");
}

function goToNewest(event: KeyboardEvent): void {
  const newest = visible(document).at(-1);
  if (newest === undefined) return;
  event.preventDefault();
  focus(newest.querySelector<HTMLElement>(CONTROL) ?? newest);
}

function enter(message: HTMLElement): void {
  const control = message.querySelector<HTMLElement>("[data-liveflash-dismiss]");
  focus(control ?? message);
}

function goBack(): void {
  const main = document.querySelector("main");
  const root = document.querySelector("[data-phx-main]");
  const places = [cameFrom, openDialog(), main, root, document.body.firstElementChild];
  cameFrom = undefined;
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
  made = element;
  element.focus({ preventScroll: true });
}

function active(): HTMLElement | undefined {
  const element = document.activeElement;
  const isSomewhere = element instanceof HTMLElement && element !== document.body;
  return isSomewhere ? element : undefined;
}

function visible(parent: ParentNode): HTMLElement[] {
  const all = [...parent.querySelectorAll<HTMLElement>(MESSAGE)];
  return all.filter((message) => message.checkVisibility());
}
