// The stack of messages: in the browser's top layer, inside the open modal dialog.
import { placeAnnouncer } from "./announcer.ts";
import { updateCountdowns } from "./clock.ts";
import { openDialog } from "./dialogs.ts";

const CONTENT = ".liveflash-message, .liveflash-connection:not([hidden])";

let stack: HTMLElement | undefined;
let home: Comment | undefined;
let raisedOver: Element | undefined;
let heldFocus: HTMLElement | undefined;

/** Use an element as the stack of this page. */
export function useStack(element: HTMLElement): void {
  stack = element;
  stack.popover = "manual";
  placeStack();
}

/** Remove the stack of this page. */
export function removeStack(element: HTMLElement): void {
  element.remove();
  home?.remove();
  if (stack === element) stack = home = undefined;
}

/** Move the stack above everything else, to where it can be seen and used. */
export function placeStack(): void {
  placeAnnouncer();
  if (stack === undefined) return;
  const dialog = openDialog();
  if (dialog === undefined) returnStack();
  else if (!dialog.contains(stack)) moveInto(dialog);
  raise(stack);
  updateCountdowns();
}

/** Move the stack back to where the server rendered it, for a patch. */
export function returnStack(): void {
  if (stack === undefined) return;
  // A patch moves a message that has text before it, which would lose the focus.
  holdFocus(stack);
  if (home === undefined) return;
  home.replaceWith(stack);
  home = undefined;
}

/** Raise the stack above each popover that opens. */
export function watchPopovers(): void {
  const raiseOver = ({ target }: Event) => {
    if (stack === undefined || target === stack || !stack.matches(":popover-open")) return;
    if (!(target instanceof HTMLElement && target.matches(":popover-open"))) return;
    raisedOver = target;
    placeStack();
  };
  document.addEventListener("toggle", raiseOver, true);
}

function moveInto(dialog: HTMLElement): void {
  if (stack === undefined) return;
  holdFocus(stack);
  if (home === undefined) {
    home = document.createComment("");
    stack.before(home);
  }
  dialog.append(stack);
}

function raise(element: HTMLElement): void {
  const isOpen = element.matches(":popover-open");
  const isEmpty = element.querySelector(CONTENT) === null;
  const dialog = openDialog();
  if (!isEmpty && isOpen && dialog === raisedOver) return restoreFocus();
  raisedOver = dialog;
  if (isOpen) {
    holdFocus(element);
    element.hidePopover();
  }
  if (!isEmpty && element.isConnected) element.showPopover();
  restoreFocus();
}

/** Remember the focused element, which loses the focus when it is moved or hidden. */
function holdFocus(element: HTMLElement): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && element.contains(activeElement)) {
    heldFocus = activeElement;
  }
}

function restoreFocus(): void {
  heldFocus?.focus({ preventScroll: true });
  heldFocus = undefined;
}
