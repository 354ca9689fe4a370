// The entries of this tab: messages that were shown in it, as text.
import type { Change, Listed, Store } from "./bell.ts";
import type { LiveflashBell, Services } from "./bell_element.ts";
import type { Entry } from "./history.ts";

const DAY_MS = 86_400_000;

/** The storage of the tab. */
export class TabStore implements Store {
  readonly #bell: LiveflashBell;
  readonly #services: Services;

  constructor(bell: LiveflashBell, services: Services) {
    this.#bell = bell;
    this.#services = services;
  }

  async list(): Promise<Listed> {
    const page = document.createDocumentFragment();
    for (const entry of this.#entries().reverse()) this.#add(page, entry);
    return { page };
  }

  async change(_change: Change, id?: string): Promise<undefined> {
    const entries = this.#entries();
    const left = id === undefined ? [] : entries.filter((entry) => entry.id !== id);
    this.#services.writeEntries(this.#bell.visitor, left);
  }

  #entries(): Entry[] {
    return this.#services.readEntries(this.#bell.visitor);
  }

  /** Add an entry at the end, to its day. */
  #add(page: DocumentFragment, { id, level, text, at }: Entry): void {
    const pattern = this.#bell.querySelector<HTMLTemplateElement>("template")!;
    const copy = pattern.content.firstElementChild!.cloneNode(true) as HTMLElement;
    const entry = copy.querySelector<HTMLElement>(".liveflash-entry")!;
    entry.dataset["level"] = level;
    entry.dataset["liveflashKey"] = id;
    entry.querySelector("[data-liveflash-entry-text]")!.textContent = text;
    const time = entry.querySelector("time")!;
    time.dateTime = new Date(at).toISOString();
    time.textContent = new Date(at).toLocaleTimeString(language(), { timeStyle: "short" });
    const title = copy.querySelector<HTMLElement>(".liveflash-day-title")!;
    title.textContent = dayName(at, title.dataset);
    copy.dataset["liveflashKey"] = new Date(at).toDateString();
    const last = page.lastElementChild;
    if (last?.getAttribute("data-liveflash-key") !== copy.dataset["liveflashKey"]) page.append(copy);
    else last.querySelector("ol")!.append(entry);
  }
}

function dayName(at: number, { today, yesterday }: DOMStringMap): string {
  const day = new Date(at).toDateString();
  if (day === new Date().toDateString()) return today!;
  if (day === new Date(Date.now() - DAY_MS).toDateString()) return yesterday!;
  return new Date(at).toLocaleDateString(language(), { dateStyle: "long" });
}

function language(): string | undefined {
  return document.documentElement.lang || undefined;
}
