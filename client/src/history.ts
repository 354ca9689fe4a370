// The drawer with what was shown in this tab. It is kept in the tab's own storage, for
// one user: the page of anyone else, and the end of the session, empty it.
import { attempt, stays, wish } from "./preference.ts";
import { refresh } from "./clock.ts";
import { textOf } from "./announcer.ts";

interface Entry {
  id: string;
  level: string;
  text: string;
  /** When it was shown, in Unix milliseconds. */
  at: number;
}

const ID = "liveflash-history";
const KEY = "liveflash:history";

/** Note a message that is shown, where the page has a drawer. */
export function record(message: HTMLElement): void {
  const history = document.getElementById(ID);
  if (history === null) return;
  const { liveflashId: id = "", level = "" } = message.dataset;
  const entries = read(history);
  const known = entries.find((entry) => entry.id === id);
  const text = textOf(message);
  if (known === undefined) entries.push({ id, level, text, at: Date.now() });
  else Object.assign(known, { level, text });
  write(history, entries.slice(-Number(history.dataset["most"])));
}

/** Make the buttons of a drawer work, and show what it holds. */
export function furnish(history: HTMLElement): void {
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
    wish(choice.checked);
    refresh();
  });
  addEventListener("storage", () => (choice.checked = stays()));
  choice.checked = stays();
  write(history, read(history));
  history.hidden = false;
}

/** Remove what another user was shown, on a page that says whose it is. */
export function forgetOthers(): void {
  const user = document.querySelector<HTMLMetaElement>("meta[name='liveflash-user']");
  if (user !== null && stored().visitor !== user.content) remove();
}

/** Remove what was shown, from the drawer too: the session has ended. */
export function forget(): void {
  remove();
  const history = document.getElementById(ID);
  if (history !== null) list(history, []);
}

function remove(): void {
  attempt(() => sessionStorage.removeItem(KEY));
}

function stored(): { visitor?: string; entries?: Entry[] } {
  return JSON.parse(attempt(() => sessionStorage.getItem(KEY)) ?? "null") ?? {};
}

function read(history: HTMLElement): Entry[] {
  const { visitor, entries = [] } = stored();
  return visitor === history.dataset["visitor"] ? entries : [];
}

function write(history: HTMLElement, entries: Entry[]): void {
  const { visitor } = history.dataset;
  attempt(() => sessionStorage.setItem(KEY, JSON.stringify({ visitor, entries })));
  list(history, entries);
}

function list(history: HTMLElement, entries: Entry[]): void {
  part(history, "entries").replaceChildren(...entries.map((entry) => item(history, entry)).reverse());
  part(history, "none").hidden = entries.length > 0;
}

function item(history: HTMLElement, { level, text, at }: Entry): Node {
  const pattern = part(history, "entry") as HTMLTemplateElement;
  const made = pattern.content.cloneNode(true) as DocumentFragment;
  made.firstElementChild!.setAttribute("data-level", level);
  made.querySelector("[data-liveflash-entry-text]")!.textContent = text;
  const time = made.querySelector("time")!;
  time.dateTime = new Date(at).toISOString();
  time.textContent = new Date(at).toLocaleTimeString(document.documentElement.lang || undefined);
  return made;
}

function part(history: HTMLElement, name: string): HTMLElement {
  return history.querySelector<HTMLElement>(`[data-liveflash-${name}]`)!;
}
