// The stack of messages in the browser's top layer, inside the modal dialog that is open.
import { prepare } from "./announcer";
import { refresh } from "./clock";
import { openDialog } from "./dialogs";

const CONTENT = ".liveflash-message, .liveflash-connection:not([hidden])";

let stack: HTMLElement | undefined;
let home: Comment | undefined;

/** Take an element as the stack of this page. */
export function adopt(element: HTMLElement): void {
  stack = element;
  stack.popover = "manual";
  place();
}

/** The stack of this page is gone. */
export function abandon(element: HTMLElement): void {
  element.remove();
  home?.remove();
  if (stack === element) stack = home = undefined;
}

/** Bring the stack to where it can be seen and used, above everything else. */
export function place(): void {
  prepare();
  if (stack === undefined) return;
  const dialog = openDialog();
  if (dialog === undefined) goHome();
  else if (!dialog.contains(stack)) moveInto(dialog);
  raise(stack);
  refresh();
}

/** Where the server has rendered it, which is where a patch looks for it. */
export function goHome(): void {
  if (stack === undefined || home === undefined) return;
  move(stack, home.parentNode, home);
  home.remove();
  home = undefined;
}

/** For the LiveSocket's option `dom`. */
export const dom = { onPatchStart: goHome, onPatchEnd: place };

function moveInto(dialog: HTMLElement): void {
  if (stack === undefined) return;
  if (home === undefined) {
    home = document.createComment("");
    stack.before(home);
  }
  move(stack, dialog, null);
}

function move(element: HTMLElement, parent: ParentNode | null, before: Node | null): void {
  const focus = element.contains(document.activeElement) ? document.activeElement : null;
  parent?.insertBefore(element, before);
  if (focus instanceof HTMLElement) focus.focus();
}

let raisedOver: Element | undefined;

function raise(element: HTMLElement): void {
  const isOpen = element.matches(":popover-open");
  if (element.querySelector(CONTENT) === null) {
    if (isOpen) element.hidePopover();
    return;
  }
  const dialog = openDialog();
  if (isOpen && dialog === raisedOver) return;
  raisedOver = dialog;
  if (isOpen) element.hidePopover();
  if (element.isConnected) element.showPopover();
}
