// The panel of a bell. A module that only pages with a bell load.
import type { LiveflashBell, Services } from "./bell_element.ts";
import { append, entriesOf, ENTRY, keyAt, replace } from "./bell_list.ts";
import { TabStore } from "./bell_tab.ts";
import { UserStore } from "./bell_user.ts";
import { closest } from "./listen.ts";

export type Change = "read" | "unread" | "delete";

/** A page of entries, grouped by day; the number of unread messages, if there is one. */
export interface Listed {
  page: DocumentFragment;
  unread?: number;
}

export interface Store {
  /** Return the newest entries, or those older than a cursor. */
  list(before?: string, limit?: number): Promise<Listed>;
  /** Change one entry, or all; return the number of unread messages, if there is one. */
  change(change: Change, id?: string): Promise<number | undefined>;
}

const MAX_SHOWN = 99;
// How many entries may arrive without the oldest ones leaving an open panel.
const MAX_MORE = 5;
// A page with a connection is sent the number after its join.
const COUNT_DELAY_MS = 1_000;

/** The button of a bell and its panel. */
export class Panel {
  readonly #bell: LiveflashBell;
  readonly #services: Services;
  readonly #store: Store;
  #channel: BroadcastChannel | undefined;
  #last: Promise<void> = Promise.resolve();
  #isReloading = false;
  #retry = (): void => {};

  constructor(bell: LiveflashBell, services: Services) {
    this.#bell = bell;
    this.#services = services;
    const skin = bell.dataset["skin"]!;
    this.#store = bell.isOfTab ? new TabStore(bell, services) : new UserStore(skin, services);
    bell.addEventListener("click", (event) => this.#click(event));
    this.#dialog.addEventListener("close", () => this.#closed());
    this.#dialog.addEventListener("cancel", (event) => this.#cancel(event));
  }

  /** Show the bell, which is in the document. */
  connect(): void {
    addEventListener("storage", this);
    this.#channel ??= new BroadcastChannel("liveflash:kept");
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    // Restored HTML may have it open, but not as a modal dialog.
    if (this.#dialog.open && !this.#dialog.matches(":modal")) this.#dialog.close();
    this.handleEvent();
    this.update();
    this.#bell.hidden = false;
    setTimeout(() => this.#count(), COUNT_DELAY_MS);
  }

  disconnect(): void {
    removeEventListener("storage", this);
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** Show the preference, which may have changed in another tab. */
  handleEvent(): void {
    (this.#part("stay") as HTMLInputElement).checked = this.#services.stays();
  }

  /** Show what has changed: the number on the bell, and the entries in the open panel. */
  update(): void {
    this.#showUnread();
    if (this.#dialog.open) this.#reload();
  }

  /** Remove what belongs to the user. */
  empty(): void {
    this.#showUnread();
    this.#list.replaceChildren();
    this.#showState();
  }

  get #dialog(): HTMLDialogElement {
    return this.#bell.querySelector(":scope > dialog")!;
  }

  get #list(): HTMLElement {
    return this.#part("list");
  }

  #part(name: string): HTMLElement {
    return this.#bell.querySelector<HTMLElement>(`[data-liveflash-part="${name}"]`)!;
  }

  #click(event: MouseEvent): void {
    const action = closest(event, `${ENTRY} :is([data-liveflash-action], .liveflash-link)`);
    if (action !== null) return void this.#act(action, event);
    const control = closest(event, "[data-liveflash-use]");
    const use = control?.dataset["liveflashUse"];
    // The second click of a double click is on the next entry.
    if (use === "delete" && event.detail > 1) return;
    switch (use) {
      case "open":
        return this.#open(control!);
      case "close":
        return this.#dialog.close();
      case "stay":
        this.#services.setStays((control as HTMLInputElement).checked);
        return this.#services.updateCountdowns();
      case "older":
        return this.#more((control as HTMLButtonElement).value);
      case "retry":
        return this.#retry();
      case "ask":
      case "keep":
        return this.#ask(use === "ask");
      case "read-all":
        return this.#change("read");
      case "delete-all":
        return this.#change("delete");
      case "read":
      case "unread":
      case "delete":
        return this.#change(use, keyAt(control!));
    }
  }

  #open(button: HTMLElement): void {
    button.setAttribute("aria-expanded", "true");
    this.#dialog.showModal();
    this.#focus("close");
    this.#reload();
  }

  #closed(): void {
    this.#bell.querySelector('[data-liveflash-use="open"]')!.setAttribute("aria-expanded", "false");
    this.#part("question").hidden = true;
    this.#list.replaceChildren();
  }

  /** Escape takes a question back first. */
  #cancel(event: Event): void {
    if (event.target !== this.#dialog || this.#part("question").hidden) return;
    event.preventDefault();
    this.#ask(false);
  }

  #ask(isAsked: boolean): void {
    this.#part("question").hidden = !isAsked;
    this.#part("tools").hidden = isAsked;
    this.#focus(isAsked ? "keep" : "ask");
  }

  #focus(use: string): void {
    this.#dialog.querySelector<HTMLElement>(`[data-liveflash-use="${use}"]`)!.focus();
  }

  /** Do one thing after the other; if one fails, offer to try it again. */
  #run(task: () => Promise<void>): void {
    const attempt = async () => {
      this.#part("failed").hidden = true;
      try {
        await task();
      } catch (error) {
        console.error(error);
        this.#retry = () => this.#run(task);
        this.#part("failed").hidden = !this.#dialog.open;
      }
      this.#showState();
    };
    this.#last = this.#last.then(attempt);
  }

  #reload(): void {
    if (this.#isReloading) return;
    this.#isReloading = true;
    this.#part("loading").hidden = entriesOf(this.#list).length > 0;
    this.#run(async () => {
      this.#isReloading = false;
      await this.#load();
    });
  }

  /** Load as many entries as there are, at least a page, and the oldest of them. */
  async #load(): Promise<void> {
    const max = Number(this.#bell.dataset["max"]);
    const shown = entriesOf(this.#list);
    const count = Math.max(max, shown.length);
    const wanted = document.createElement("div");
    for (let before: string | undefined; ; ) {
      const missing = count - entriesOf(wanted).length;
      const { page, unread } = await this.#store.list(before, Math.max(1, missing));
      append(wanted, page);
      this.#setUnread(unread);
      before = wanted.querySelector<HTMLButtonElement>(".liveflash-older")?.value;
      const found = entriesOf(wanted);
      const isOldest = (entry: Element) => keyAt(entry) === keyAt(shown.at(-1)!);
      const isWhole = shown.length === 0 || found.some(isOldest) || found.length >= count + MAX_MORE;
      if (before === undefined || (found.length >= count && isWhole)) break;
    }
    if (this.#dialog.open) replace(this.#list, wanted, this.#dialog);
  }

  /** Load the entries before a cursor, and move the focus to the first of them. */
  #more(before: string): void {
    this.#run(async () => {
      const count = entriesOf(this.#list).length;
      const { page, unread } = await this.#store.list(before, Number(this.#bell.dataset["max"]));
      if (!this.#dialog.open) return;
      this.#setUnread(unread);
      append(this.#list, page);
      const entries = entriesOf(this.#list);
      (entries[count] ?? entries.at(-1))?.focus();
    });
  }

  #change(change: Change, id?: string): void {
    this.#run(async () => {
      this.#setUnread(await this.#store.change(change, id));
      this.#channel?.postMessage([this.#bell.visitor, this.#bell.unread]);
      await this.#load();
      const isEmpty = entriesOf(this.#list).length === 0;
      if (isEmpty && this.#dialog.open) this.#services.announceText(this.#part("none").textContent);
    });
  }

  /** Run an action of an entry, or follow its link; then the entry is read. */
  async #act(control: HTMLElement, event: MouseEvent): Promise<void> {
    const id = keyAt(control)!;
    const isUnread = control.closest(`${ENTRY}[data-unread]`) !== null;
    // The client would send the event of a button too.
    if (control.matches("button")) event.stopPropagation();
    const isLink = control.matches(".liveflash-link");
    const isDone = isLink || (await this.#services.act(id, control));
    if (isDone && isUnread) this.#change("read", id);
    // What a link opens in this tab may be behind the panel.
    const isElsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
    if (control.matches("a:not([target])") && !isElsewhere) this.#dialog.close();
  }

  /** Show what this user has changed in another tab. */
  #hear([visitor, unread]: [visitor: string, unread: number | undefined]): void {
    if (this.#bell.isOfTab || visitor !== this.#bell.visitor) return;
    this.#setUnread(unread);
    this.update();
  }

  /** Ask for the number of unread messages if neither the page nor its join has it. */
  #count(): void {
    if (this.#bell.isOfTab || this.#bell.unread !== undefined || !this.#bell.isConnected) return;
    this.#run(async () => this.#setUnread((await this.#store.list(undefined, 1)).unread));
  }

  #setUnread(unread: number | undefined): void {
    if (unread !== undefined) this.#bell.unread = unread;
    this.#showUnread();
  }

  #showUnread(): void {
    const badge = this.#bell.querySelector<HTMLElement>(".liveflash-badge");
    if (badge === null) return; // of a history
    const { unread = 0 } = this.#bell;
    const text = unread > MAX_SHOWN ? `${MAX_SHOWN}+` : String(unread);
    badge.hidden = unread === 0;
    badge.textContent = text;
    const button = badge.closest("button")!;
    const { label, labelOne, labelMany } = button.dataset;
    const labels = [label, labelOne];
    button.setAttribute("aria-label", (labels[unread] ?? labelMany)!.replace("#", text));
  }

  /** Show the controls for what is listed; move a focus that has lost its place. */
  #showState(): void {
    const hasEntries = entriesOf(this.#list).length > 0;
    const hasFailed = !this.#part("failed").hidden;
    this.#part("loading").hidden = true;
    this.#part("none").hidden = hasEntries || hasFailed;
    if (!hasEntries) this.#part("question").hidden = true;
    this.#part("tools").hidden = !hasEntries || !this.#part("question").hidden;
    const isLost = !this.#dialog.contains(document.activeElement) || !isShown(document.activeElement);
    if (this.#dialog.open && isLost) this.#part("title").focus();
  }
}

function isShown(element: Element | null): boolean {
  return element !== null && element.getClientRects().length > 0;
}
