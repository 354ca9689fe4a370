// The list of a panel: elements with keys, brought up to date in place.

const KEY = "data-liveflash-key";
export const ENTRY = ".liveflash-entry";

/** What of the list has the focus. */
interface Focus {
  key: string;
  /** The position of its entry among all entries. */
  position: number;
  /** The position among the controls of its entry, or -1 for the entry itself. */
  control: number;
}

/** Append a page of entries, whose first day may be the last one in the list. */
export function append(list: Element, page: DocumentFragment): void {
  list.querySelector(`:scope > [${KEY}="older"]`)?.remove();
  const last = list.lastElementChild;
  const first = page.firstElementChild;
  if (last !== null && first !== null && keyOf(last) === keyOf(first)) {
    entryList(last).append(...entryList(first).children);
    first.remove();
  }
  list.append(page);
}

/** Make the list equal to another one; keep the focus, and the place that is seen. */
export function replace(list: HTMLElement, wanted: Element, scroller: Element): void {
  const focus = focusIn(list);
  const anchor = seenEntry(list, scroller);
  const top = anchor?.getBoundingClientRect().top ?? 0;
  syncChildren(list, wanted);
  if (anchor?.isConnected) scroller.scrollTop += anchor.getBoundingClientRect().top - top;
  if (focus !== undefined) restore(list, focus);
}

/** Return the key of the closest keyed element. */
export function keyAt(element: Element): string | undefined {
  return element.closest(`[${KEY}]`)?.getAttribute(KEY) ?? undefined;
}

function syncChildren(from: Element, to: Element): void {
  const wanted = new Map([...to.children].map((child) => [keyOf(child), child]));
  const known = new Map<string | null, Element>();
  for (const child of [...from.children]) {
    if (wanted.has(keyOf(child))) known.set(keyOf(child), child);
    else child.remove();
  }
  let next = from.firstElementChild;
  for (const [key, child] of wanted) {
    const present = known.get(key);
    if (present !== undefined) sync(present, child);
    if (present === next) next = next?.nextElementSibling ?? null;
    else from.insertBefore(present ?? child, next);
  }
}

function sync(from: Element, to: Element): void {
  if (from.isEqualNode(to) || (from.matches(ENTRY) && isBusy(from))) return;
  if (from.matches(".liveflash-day")) {
    from.firstElementChild!.replaceWith(to.firstElementChild!);
    return syncChildren(entryList(from), entryList(to));
  }
  for (const { name } of [...from.attributes]) if (!to.hasAttribute(name)) from.removeAttribute(name);
  for (const { name, value } of to.attributes) from.setAttribute(name, value);
  from.replaceChildren(...to.childNodes);
}

/** Return whether an action of an entry is going on: on a live page, until it is joined again. */
function isBusy(entry: Element): boolean {
  const isLive = document.querySelector("[data-phx-main]") !== null;
  return entry.querySelector(isLive ? "[data-phx-ref-src]" : "[aria-busy]") !== null;
}

/** Return the first entry that is seen, unless the list is at its start. */
function seenEntry(list: Element, scroller: Element): Element | undefined {
  if (scroller.scrollTop === 0) return undefined;
  const { top } = scroller.getBoundingClientRect();
  return entriesOf(list).find((entry) => entry.getBoundingClientRect().bottom > top);
}

function focusIn(list: Element): Focus | undefined {
  const { activeElement } = document;
  if (activeElement === null || !list.contains(activeElement)) return undefined;
  const entry = activeElement.closest<HTMLElement>(ENTRY);
  const control = entry === null ? -1 : controlsOf(entry).indexOf(activeElement as HTMLElement);
  const position = entry === null ? Infinity : entriesOf(list).indexOf(entry);
  return { key: keyAt(activeElement) ?? "", position, control };
}

/** Restore the focus, at the entry that has taken the place of a removed one. */
function restore(list: HTMLElement, { key, position, control }: Focus): void {
  if (list.contains(document.activeElement)) return;
  const entries = entriesOf(list);
  const same = [...list.querySelectorAll<HTMLElement>(`[${KEY}]`)].find((each) => keyOf(each) === key);
  const target = same ?? entries[Math.min(position, entries.length - 1)];
  if (target === undefined) return;
  const focusable = controlsOf(target)[control] ?? target;
  focusable.focus({ preventScroll: same !== undefined });
}

function controlsOf(entry: Element): HTMLElement[] {
  return [...entry.querySelectorAll<HTMLElement>("a, button")];
}

export function entriesOf(list: Element): HTMLElement[] {
  return [...list.querySelectorAll<HTMLElement>(ENTRY)];
}

function entryList(day: Element): Element {
  return day.querySelector(".liveflash-entries")!;
}

function keyOf(element: Element): string | null {
  return element.getAttribute(KEY);
}
