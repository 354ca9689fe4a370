// The drawer with the messages shown in this tab. They are stored in the tab's session
// storage for one user. Another user's page and the end of the session empty it.
import { attempt, stays, setStays } from "./preference.ts";
import { updateCountdowns } from "./clock.ts";
import { textOf } from "./announcer.ts";

interface Entry {
  id: string;
  level: string;
  text: string;
  /** The time when it was shown, in Unix milliseconds. */
  at: number;
}

const HISTORY_ID = "liveflash-history";
const STORAGE_KEY = "liveflash:history";

/** Store a shown message if the page has a drawer. */
export function recordMessage(message: HTMLElement): void {
  const history = document.getElementById(HISTORY_ID);
  if (history === null) return;
  const { liveflashId: id = "", level = "" } = message.dataset;
  const entries = read(history);
  const known = entries.find((entry) => entry.id === id);
  const text = textOf(message);
  if (known === undefined) entries.push({ id, level, text, at: Date.now() });
  else Object.assign(known, { level, text });
  write(history, entries.slice(-Number(history.dataset["most"])));
}

/** Set up the buttons of a drawer and list its entries. */
export function setUpHistory(history: HTMLElement): void {
  const drawer = history.querySelector("dialog")!;
  const opener = part(history, "open");
  opener.addEventListener("click", () => {
    opener.ariaExpanded = "true";
    drawer.showModal();
  });
  drawer.addEventListener("close", () => (opener.ariaExpanded = "false"));
  part(history, "close").addEventListener("click", () => drawer.close());
  part(history, "forget").addEventListener("click", () => write(history, []));
  const choice = part(history, "stay") as HTMLInputElement;
  choice.addEventListener("change", () => {
    setStays(choice.checked);
    updateCountdowns();
  });
  addEventListener("storage", () => (choice.checked = stays()));
  choice.checked = stays();
  write(history, read(history));
  history.hidden = false;
}

/** Remove the entries of another user, on a page that names its user. */
export function clearOtherHistory(): void {
  const user = document.querySelector<HTMLMetaElement>("meta[name='liveflash-user']");
  if (user !== null && stored().visitor !== user.content) remove();
}

/** Remove all entries, from the drawer too, at the end of the session. */
export function clearHistory(): void {
  remove();
  const history = document.getElementById(HISTORY_ID);
  if (history !== null) list(history, []);
}

function remove(): void {
  attempt(() => sessionStorage.removeItem(STORAGE_KEY));
}

function stored(): { visitor?: string; entries?: Entry[] } {
  return JSON.parse(attempt(() => sessionStorage.getItem(STORAGE_KEY)) ?? "null") ?? {};
}

function read(history: HTMLElement): Entry[] {
  const { visitor, entries = [] } = stored();
  return visitor === history.dataset["visitor"] ? entries : [];
}

function write(history: HTMLElement, entries: Entry[]): void {
  const { visitor } = history.dataset;
  attempt(() => sessionStorage.setItem(STORAGE_KEY, JSON.stringify({ visitor, entries })));
  list(history, entries);
}

function list(history: HTMLElement, entries: Entry[]): void {
  part(history, "entries").replaceChildren(...entries.map((entry) => item(history, entry)).reverse());
  part(history, "none").hidden = entries.length > 0;
}

function item(history: HTMLElement, { level, text, at }: Entry): Node {
  const pattern = part(history, "entry") as HTMLTemplateElement;
  const copy = pattern.content.cloneNode(true) as DocumentFragment;
  copy.firstElementChild!.setAttribute("data-level", level);
  copy.querySelector("[data-liveflash-entry-text]")!.textContent = text;
  const time = copy.querySelector("time")!;
  time.dateTime = new Date(at).toISOString();
  time.textContent = new Date(at).toLocaleTimeString(document.documentElement.lang || undefined);
  return copy;
}

function part(history: HTMLElement, name: string): HTMLElement {
  return history.querySelector<HTMLElement>(`[data-liveflash-${name}]`)!;
}
