// Which modal dialog is on top. While one is open everything outside it is inert.
const opened: HTMLDialogElement[] = [];
let top: HTMLDialogElement | undefined;

/** The modal dialog that was opened last and is still open. */
export function openDialog(): HTMLDialogElement | undefined {
  return opened.filter((dialog) => dialog.isConnected && dialog.matches(":modal")).at(-1);
}

/** Note what dialogs do from now on, and which are open; tell when another is on top. */
export function watchDialogs(tell: () => void): void {
  opened.push(...document.querySelectorAll<HTMLDialogElement>("dialog[open]"));
  top = openDialog();
  const watched = { attributeFilter: ["open"], childList: true, subtree: true };
  new MutationObserver((records) => {
    const isNoted = records.map(note).includes(true);
    if (openDialog() === top && !isNoted) return;
    top = openDialog();
    tell();
  }).observe(document.documentElement, watched);
}

/** Whether a dialog has opened or closed. */
function note({ type, target }: MutationRecord): boolean {
  if (type !== "attributes" || !(target instanceof HTMLDialogElement)) return false;
  if (opened.includes(target)) opened.splice(opened.indexOf(target), 1);
  if (target.open) opened.push(target);
  return true;
}
