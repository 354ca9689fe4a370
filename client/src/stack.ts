// The stack of messages: in the browser's top layer, inside the open dialog or popover.
import { placeAnnouncer } from "./announcer.ts";
import { placeDismissAll } from "./dismiss_all.ts";
import { placeFan } from "./fan.ts";
import { hostLayer, isOpenPopover } from "./layers.ts";
import { updateCountdowns } from "./timeouts.ts";

const CONTENT = ".liveflash-message:not([hidden]), .liveflash-connection:not([hidden])";

let stack: HTMLElement | undefined;
let home: Comment | undefined;
let raisedOver: Element | undefined;
let heldFocus: HTMLElement | undefined;
let useNewStack = (): void => {};

/** Call a function when a stack comes into the page, with what it contains. */
export function onNewStack(use: () => void): void {
  useNewStack = use;
}

/** `<liveflash-stack>`. Moving it in the document changes nothing. */
export class LiveflashStack extends HTMLElement {
  static readonly observedAttributes = ["popover"];

  connectedCallback(): void {
    if (stack === this) return;
    discardOrphan();
    stack = this;
    home = undefined;
    placeStack();
    useNewStack();
  }

  /** Restore the attribute, which htmx and morphing remove: the server does not render it. */
  attributeChangedCallback(): void {
    if (stack === this) placeStack();
  }

  disconnectedCallback(): void {
    queueMicrotask(() => {
      if (this.isConnected || stack !== this) return;
      home?.remove();
      stack = home = undefined;
    });
  }
}

/** Return the stack of the page. */
export function currentStack(): HTMLElement | undefined {
  discardOrphan();
  return stack?.isConnected ? stack : undefined;
}

/** Move the stack above everything else, to where it can be seen and used. */
export function placeStack(): void {
  placeAnnouncer();
  discardOrphan();
  if (stack === undefined) return;
  const host = hostLayer();
  if (host === undefined) returnStack();
  else if (!host.contains(stack)) moveInto(host);
  raise(stack);
  placeDismissAll(stack);
  placeFan(stack);
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

/** Raise the stack above a popover. */
export function raiseStack(popover: HTMLElement): void {
  if (stack === undefined || popover === stack || !isOpenPopover(stack)) return;
  raisedOver = popover;
  placeStack();
}

/** Remove the stack if it is in a dialog and the page that it belongs to is gone. */
function discardOrphan(): void {
  if (home === undefined || home.isConnected) return;
  stack?.remove();
  stack = home = undefined;
}

function moveInto(host: HTMLElement): void {
  if (stack === undefined) return;
  holdFocus(stack);
  if (home === undefined) {
    home = document.createComment("");
    stack.before(home);
  }
  host.append(stack);
}

function raise(element: HTMLElement): void {
  if (!("popover" in element)) return restoreFocus();
  element.popover ??= "manual";
  const isOpen = isOpenPopover(element);
  const isEmpty = element.querySelector(CONTENT) === null;
  const host = hostLayer();
  if (!isEmpty && isOpen && host === raisedOver) return restoreFocus();
  raisedOver = host;
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
