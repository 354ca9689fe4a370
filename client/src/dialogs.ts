// The topmost modal dialog. While it is open, everything outside it is inert.
const openDialogs: HTMLDialogElement[] = [];
let topmost: HTMLDialogElement | undefined;

/** Return the modal dialog that was opened last and is still open. */
export function openDialog(): HTMLDialogElement | undefined {
  return openDialogs.filter((dialog) => dialog.isConnected && dialog.matches(":modal")).at(-1);
}

/** Track open dialogs; call `onChange` when the topmost one changes. */
export function watchDialogs(onChange: () => void): void {
  openDialogs.push(...document.querySelectorAll<HTMLDialogElement>("dialog[open]"));
  topmost = openDialog();
  const watched = { attributeFilter: ["open"], childList: true, subtree: true };
  new MutationObserver((records) => {
    const hasChanged = records.map(recordChange).includes(true);
    if (openDialog() === topmost && !hasChanged) return;
    topmost = openDialog();
    onChange();
  }).observe(document.documentElement, watched);
}

/** Record a dialog that has opened or closed; return whether it did. */
function recordChange({ type, target }: MutationRecord): boolean {
  if (type !== "attributes" || !(target instanceof HTMLDialogElement)) return false;
  if (openDialogs.includes(target)) openDialogs.splice(openDialogs.indexOf(target), 1);
  if (target.open) openDialogs.push(target);
  return true;
}
