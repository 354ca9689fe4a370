// The stack of messages in the browser's top layer, inside the modal dialog that is open.
import { prepare } from "./announcer.ts";
import { refresh } from "./clock.ts";
import { openDialog } from "./dialogs.ts";

const CONTENT = ".liveflash-message, .liveflash-connection:not([hidden])";

let stack: HTMLElement | undefined;
let home: Comment | undefined;
let raisedOver: Element | undefined;
let focus: HTMLElement | undefined;

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
  if (stack === undefined) return;
  // A patch moves a message, and takes its focus, where any text stands before it.
  holdFocus(stack);
  if (home === undefined) return;
  home.replaceWith(stack);
  home = undefined;
}

/** Stay above what else goes into the top layer. */
export function watchPopovers(): void {
  const rise = ({ target }: Event) => {
    if (stack === undefined || target === stack || !stack.matches(":popover-open")) return;
    if (!(target instanceof HTMLElement && target.matches(":popover-open"))) return;
    raisedOver = target;
    place();
  };
  document.addEventListener("toggle", rise, true);
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
  if (!isEmpty && isOpen && dialog === raisedOver) return giveFocusBack();
  raisedOver = dialog;
  if (isOpen) {
    holdFocus(element);
    element.hidePopover();
  }
  if (!isEmpty && element.isConnected) element.showPopover();
  giveFocusBack();
}

/** What is moved or hidden loses the focus: hold it until the stack is shown again. */
function holdFocus(element: HTMLElement): void {
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && element.contains(activeElement)) {
    focus = activeElement;
  }
}

function giveFocusBack(): void {
  focus?.focus({ preventScroll: true });
  focus = undefined;
}
