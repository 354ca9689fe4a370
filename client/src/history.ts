// The drawer with the messages shown in this tab. They are stored in the tab's session
// storage for one user. Another user's page and the end of the session empty it.
import { textOf } from "./announcer.ts";
import { messageId } from "./message_id.ts";
import { stays, setStays } from "./preference.ts";
import { session, store } from "./storage.ts";
import { updateCountdowns } from "./timeouts.ts";

interface Entry {
  id: string;
  level: string;
  text: string;
  /** The time when it was shown, in Unix milliseconds. */
  at: number;
}

const STORAGE_KEY = "liveflash:history";

/** `<liveflash-history>`: a button and its drawer. */
export class LiveflashHistory extends HTMLElement {
  constructor() {
    super();
    this.addEventListener("click", ({ target }) => this.#click(target as Element));
    const closed = () => this.#part("open").setAttribute("aria-expanded", "false");
    this.addEventListener("close", closed, true); // which does not bubble
  }

  connectedCallback(): void {
    addEventListener("storage", this);
    this.handleEvent();
    this.write(this.read());
    this.hidden = false;
  }

  disconnectedCallback(): void {
    removeEventListener("storage", this);
  }

  /** Show the preference, which may have changed in another tab. */
  handleEvent(): void {
    (this.#part("stay") as HTMLInputElement).checked = stays();
  }

  read(): Entry[] {
    const { visitor, entries = [] } = stored();
    return visitor === this.dataset["visitor"] ? entries : [];
  }

  write(entries: Entry[]): void {
    const { visitor } = this.dataset;
    store(session, STORAGE_KEY, JSON.stringify({ visitor, entries }));
    this.list(entries);
  }

  list(entries: Entry[]): void {
    this.#part("entries").replaceChildren(...entries.map((entry) => this.#item(entry)).reverse());
    this.#part("none").hidden = entries.length > 0;
  }

  #part(name: string): HTMLElement {
    return this.querySelector<HTMLElement>(`[data-liveflash-${name}]`)!;
  }

  #click(target: Element): void {
    const drawer = this.querySelector("dialog")!;
    const isIn = (name: string) => this.#part(name).contains(target);
    if (isIn("open")) {
      this.#part("open").setAttribute("aria-expanded", "true");
      drawer.showModal();
    }
    if (isIn("forget")) this.write([]);
    if (isIn("close")) drawer.close();
    if (isIn("stay")) {
      setStays((target as HTMLInputElement).checked);
      updateCountdowns();
    }
  }

  #item({ level, text, at }: Entry): Node {
    const pattern = this.#part("entry") as HTMLTemplateElement;
    const copy = pattern.content.cloneNode(true) as DocumentFragment;
    copy.firstElementChild!.setAttribute("data-level", level);
    copy.querySelector("[data-liveflash-entry-text]")!.textContent = text;
    const time = copy.querySelector("time")!;
    time.dateTime = new Date(at).toISOString();
    time.textContent = new Date(at).toLocaleTimeString(document.documentElement.lang || undefined);
    return copy;
  }
}

/** Store a shown message if the page has a drawer. */
export function recordMessage(message: HTMLElement): void {
  const history = findHistory();
  if (history === undefined) return;
  const id = messageId(message);
  const level = message.dataset["level"] ?? "";
  const entries = history.read();
  const known = entries.find((entry) => entry.id === id);
  const text = textOf(message);
  if (known === undefined) entries.push({ id, level, text, at: Date.now() });
  else Object.assign(known, { level, text });
  history.write(entries.slice(-Number(history.dataset["most"])));
}

/** Remove the entries of another user, on a page that names its user. */
export function clearOtherHistory(): void {
  const user = document.querySelector<HTMLMetaElement>("meta[name='liveflash-user']");
  if (user !== null && stored().visitor !== user.content) session.removeItem(STORAGE_KEY);
}

/** Remove all entries, from the drawer too, at the end of the session. */
export function clearHistory(): void {
  session.removeItem(STORAGE_KEY);
  findHistory()?.list([]);
}

function findHistory(): LiveflashHistory | undefined {
  const history = document.querySelector("liveflash-history");
  return history instanceof LiveflashHistory ? history : undefined;
}

function stored(): { visitor?: string; entries?: Entry[] } {
  return JSON.parse(session.getItem(STORAGE_KEY) ?? "null") ?? {};
}
