// Which modal dialog is on top. While one is open everything outside it is inert.
const opened: HTMLDialogElement[] = [];
const listeners = new Set<() => void>();

/** The modal dialog that was opened last and is still open. */
export function openDialog(): HTMLDialogElement | undefined {
  return opened.filter((dialog) => dialog.isConnected && dialog.matches(":modal")).at(-1);
}

/** Call `listener` whenever a dialog opens or closes. */
export function onDialogs(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Note what dialogs do from now on, and which are open. */
export function watchDialogs(): void {
  opened.push(...document.querySelectorAll<HTMLDialogElement>("dialog[open]"));
  const watched = { attributeFilter: ["open"], childList: true, subtree: true };
  new MutationObserver(note).observe(document.documentElement, watched);
}

function note(records: MutationRecord[]): void {
  const was = openDialog();
  for (const { type, target } of records) {
    if (type !== "attributes" || !(target instanceof HTMLDialogElement)) continue;
    if (opened.includes(target)) opened.splice(opened.indexOf(target), 1);
    if (target.open) opened.push(target);
  }
  if (openDialog() !== was || records.some(({ type }) => type === "attributes")) {
    listeners.forEach((listener) => listener());
  }
}
