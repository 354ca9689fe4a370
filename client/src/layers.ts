// Modal dialogs and popovers. A modal dialog makes everything outside it inert; a
// popover, and a dialog with `closedby="any"`, closes at a click outside it.
import { listen } from "./listen.ts";

const hasPopovers = "popover" in HTMLElement.prototype;
let layers: HTMLElement[] = []; // in the order in which they were opened
let host: HTMLElement | undefined;

/** Return the modal dialog that was opened last and is still open. */
export function openDialog(): HTMLElement | undefined {
  return layers.filter(isModal).at(-1);
}

/** Return the topmost layer that messages have to be in, to be used while it is open. */
export function hostLayer(): HTMLElement | undefined {
  const dialog = openDialog();
  const top = layers.filter(isHost).at(-1);
  return dialog !== undefined && !dialog.contains(top ?? null) ? dialog : top;
}

/** Return whether an element is an open popover. */
export function isOpenPopover(element: HTMLElement): boolean {
  return hasPopovers && element.matches(":popover-open");
}

/** Track layers; call `onChange` when the host changes, `onRaise` at other popovers. */
export function watchLayers(onChange: () => void, onRaise: (popover: HTMLElement) => void): void {
  layers = [...document.querySelectorAll<HTMLElement>("dialog[open]")];
  host = hostLayer();
  const update = (isForced = false) => {
    if (hostLayer() === host && !isForced) return;
    host = hostLayer();
    onChange();
  };
  const watched = { attributeFilter: ["open"], childList: true, subtree: true };
  new MutationObserver((records) => {
    update(records.map(recordDialog).includes(true));
  }).observe(document.documentElement, watched);
  const toggled = ({ target }: Event) => {
    if (!(target instanceof HTMLElement) || target.popover == null) return;
    record(target, isOpenPopover(target));
    update();
    if (isOpenPopover(target) && !isHost(target)) onRaise(target);
  };
  listen("toggle", toggled, true);
}

/** Record a dialog that has opened or closed; return whether it did. */
function recordDialog({ type, target }: MutationRecord): boolean {
  if (type !== "attributes" || !(target instanceof HTMLDialogElement)) return false;
  record(target, target.open);
  return true;
}

function record(layer: HTMLElement, isOpen: boolean): void {
  layers = layers.filter((each) => each !== layer && each.isConnected);
  if (isOpen) layers.push(layer);
}

function isModal(layer: HTMLElement): boolean {
  return layer instanceof HTMLDialogElement && layer.isConnected && layer.matches(":modal");
}

function isHost(layer: HTMLElement): boolean {
  if (!layer.isConnected) return false;
  if (layer instanceof HTMLDialogElement && layer.open) {
    return isModal(layer) || layer.closedBy === "any";
  }
  return isOpenPopover(layer) && layer.popover !== "manual";
}
