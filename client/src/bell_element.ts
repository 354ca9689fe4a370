// `<liveflash-bell>`: a button and its panel, whose code is a module of its own.
import { act } from "./actions.ts";
import { announceText } from "./announcer.ts";
import { readEntries, recordMessage, writeEntries, clearHistory } from "./history.ts";
import { listen } from "./listen.ts";
import { pageValue } from "./page_value.ts";
import { setStays, stays } from "./preference.ts";
import { pageId } from "./page_id.ts";
import { updateCountdowns } from "./timeouts.ts";

/** What the module uses of this script, whose state it shares. */
const services = {
  act,
  announceText,
  pageId,
  pageValue,
  readEntries,
  setStays,
  stays,
  updateCountdowns,
  writeEntries,
};

export type Services = typeof services;

/** A bell, which loads the module; the module shows it. */
export class LiveflashBell extends HTMLElement {
  /** The number of unread messages, if it is known. */
  unread = this.dataset["unread"] === undefined ? undefined : Number(this.dataset["unread"]);
  #panel?: import("./bell.ts").Panel;

  get isOfTab(): boolean {
    return this.dataset["store"] === "tab";
  }

  get visitor(): string {
    return this.dataset["visitor"] ?? "";
  }

  async connectedCallback(): Promise<void> {
    // The entries of another visitor end here.
    if (this.isOfTab) writeEntries(this.visitor, readEntries(this.visitor));
    if (self.origin === "null") return; // no module can be loaded in a sandboxed frame
    // Whole, since a script from another host has no base.
    const { href } = new URL(this.dataset["module"]!, document.baseURI);
    const { Panel }: typeof import("./bell.ts") = await import(
      /* webpackIgnore: true */ /* @vite-ignore */ href
    );
    this.#panel ??= new Panel(this, services);
    if (this.isConnected) this.#panel.connect();
  }

  disconnectedCallback(): void {
    this.#panel?.disconnect();
  }

  /** Show what has changed; `unread` is the new number of unread messages. */
  update(unread?: number): void {
    this.unread = unread ?? this.unread;
    this.#panel?.update();
  }

  /** Forget what belongs to the user. */
  empty(): void {
    this.unread = 0;
    this.#panel?.empty();
  }
}

/** Store a shown message for the bell of this tab, if the page has one. */
export function recordForBell(message: HTMLElement): void {
  const bell = bells().find(({ isOfTab }) => isOfTab);
  if (bell === undefined) return;
  recordMessage(message, bell.visitor, Number(bell.dataset["max"]));
  bell.update();
}

/** Return whether the page has a bell with messages that the server keeps. */
export function hasUserBell(): boolean {
  return bells().some(({ isOfTab }) => !isOfTab);
}

/** Follow the number of unread messages of the user. */
export function watchBells(): void {
  listen("phx:liveflash:kept", ({ detail }) => {
    for (const bell of bells()) if (!bell.isOfTab) bell.update(detail.unread);
  });
}

/** Forget the messages of all bells, at the end of the session. */
export function emptyBells(): void {
  clearHistory();
  for (const bell of bells()) bell.empty();
}

function bells(): LiveflashBell[] {
  const all = [...document.querySelectorAll("liveflash-bell")];
  return all.filter((each) => each instanceof LiveflashBell);
}
