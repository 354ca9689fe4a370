// The messages shown in this tab, for its panel. They are stored in the tab's session
// storage for one user. Another user's page and the end of the session empty it.
import { textOf } from "./announcer.ts";
import { messageId } from "./message_id.ts";
import { session, store } from "./storage.ts";

export interface Entry {
  id: string;
  level: string;
  text: string;
  /** The time when it was shown, in Unix milliseconds. */
  at: number;
}

const STORAGE_KEY = "liveflash:history";

/** Return what was stored for a visitor, the newest last. */
export function readEntries(visitor: string): Entry[] {
  const { visitor: owner, entries = [] } = stored();
  return visitor === owner ? entries : [];
}

/** Store the entries of a visitor in place of all others. */
export function writeEntries(visitor: string, entries: Entry[]): void {
  store(session, STORAGE_KEY, JSON.stringify({ visitor, entries }));
}

/** Store a shown message for a visitor, who has at most `max` entries. */
export function recordMessage(message: HTMLElement, visitor: string, max: number): void {
  const id = messageId(message);
  const level = message.dataset["level"] ?? "";
  const entries = readEntries(visitor);
  const known = entries.find((entry) => entry.id === id);
  const text = textOf(message);
  if (known === undefined) entries.push({ id, level, text, at: Date.now() });
  else Object.assign(known, { level, text });
  writeEntries(visitor, entries.slice(-max));
}

/** Remove the entries of another user, on a page that names its user. */
export function clearOtherHistory(): void {
  const user = document.querySelector<HTMLMetaElement>("meta[name='liveflash-user']");
  if (user !== null && stored().visitor !== user.content) clearHistory();
}

/** Remove all entries. */
export function clearHistory(): void {
  session.removeItem(STORAGE_KEY);
}

function stored(): { visitor?: string; entries?: Entry[] } {
  return JSON.parse(session.getItem(STORAGE_KEY) ?? "null") ?? {};
}
