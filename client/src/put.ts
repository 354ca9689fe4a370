// Messages that a script of the page puts: `liveflash.put("info", "Copied.")`.
import { setScript } from "./actions.ts";
import { show } from "./arrivals.ts";
import { limitSize } from "./bounds.ts";
import { addLocal } from "./local.ts";
import { dismissCleared, LEAVING } from "./message.ts";
import { elementId } from "./message_id.ts";
import { LOADING } from "./ongoing.ts";
import { toUrl } from "./url.ts";

export interface Content {
  title?: string;
  text?: string;
  url?: string;
  /** How much of the work is done, from 0 to 1; shown as a bar. */
  fraction?: number;
  actions?: ScriptAction[];
}

/** A link, or a button that calls a function; the message is dismissed afterwards. */
export type ScriptAction = { label: string } & ({ url: string } | { run(): void });

export interface PutOptions {
  fraction?: number;
  /** False for a message that the visitor cannot dismiss. */
  dismissible?: boolean;
  /** Seconds; null for a message that stays. By default the time of its level. */
  timeout?: number | null;
  /** Replaces the message of this key that a script has put. */
  key?: string;
}

interface Put extends Content {
  level: string;
  key: string;
  timeout?: number | null | undefined;
  dismissible?: boolean | undefined;
  revision: number;
}

// As the server's presentation.py has it.
const SHORT_TEXT_CHARACTERS = 60;
const SECONDS_PER_CHARACTER = 0.05;
const MAX_SECONDS = 30;
const MAX_KNOWN = 500; // most of which were dismissed
const SCHEMES = ["http:", "https:", "mailto:"];

const all = new Map<string, Put>();

let count = 0;

/** Show a message and return its id. */
export function put(level: string, content: string | Content, options: PutOptions = {}): string {
  const { key } = options;
  if (key !== undefined) {
    for (const [id, message] of all) if (message.key === key) clear(id);
  }
  const id = `put-${Date.now().toString(36)}-${(count += 1)}`;
  add(id, { ...options, ...parts(content), level, key: key ?? level, revision: 0 });
  return id;
}

/**
 * Change a message in place, for its full time; return whether it was still there.
 *
 * A loading message that was dismissed is shown again once its level changes.
 */
export function update(
  id: string,
  content: string | Content,
  options: { level?: string; timeout?: number | null; fraction?: number } = {},
): boolean {
  const former = all.get(id);
  if (former === undefined) return false;
  const { key, level, timeout, dismissible, revision } = former;
  const next = { key, level, timeout, dismissible, ...options, ...parts(content), revision: revision + 1 };
  const element = document.getElementById(elementId(id));
  if (element === null || element.matches(`.${LEAVING}`)) {
    if (level !== LOADING || next.level === LOADING) return false;
    element?.remove();
  }
  add(id, next);
  return true;
}

/** Remove a message that a script has put, or all of them. */
export function clear(id?: string): void {
  const ids = id === undefined ? [...all.keys()] : [id];
  dismissCleared(ids.filter((each) => all.delete(each)));
}

/** Show that nothing on the server has handled an action. */
export function putFailure(): void {
  const page = document.querySelector<HTMLElement>("liveflash-page > template[data-failed]");
  put("error", page?.dataset["failed"] ?? "", { key: "liveflash-failed" });
}

function parts(content: string | Content): Content {
  return typeof content === "string" ? { text: content } : content;
}

function add(id: string, message: Put): void {
  all.set(id, message);
  limitSize(all, MAX_KNOWN);
  const element = build(id, message);
  if (element === undefined) return console.error("liveflash: this page has no message stack.");
  if (message.revision > 0) addLocal([element]);
  else show([element]);
}

/** Return the element of a message, made from the pattern of its level. */
function build(id: string, message: Put): HTMLElement | undefined {
  const { level, key, revision, url } = message;
  const element = pattern(`message ${level}`) ?? pattern("message");
  if (element === undefined) return undefined;
  element.id = elementId(id);
  Object.assign(element.dataset, { level, key, liveflashRevision: String(revision) });
  const seconds = secondsOf(message);
  if (seconds != null) element.dataset["liveflashTimeout"] = String(seconds);
  const label = pageData("labels")[level] ?? "";
  fill(element, { "[label]": label, "[title]": message.title || undefined, "[text]": message.text || undefined });
  setFraction(element, message.fraction);
  addActions(element, message.actions ?? []);
  if (message.dismissible === false) element.querySelector("[data-liveflash-dismiss]")?.remove();
  const link = element.querySelector("[href='#url']");
  if (url !== undefined && isLink(url)) link?.setAttribute("href", url);
  else link?.remove();
  return element;
}

/** Replace the pattern of a link and of a button by the actions of a message. */
function addActions(element: HTMLElement, actions: ScriptAction[]): void {
  const row = element.querySelector(".liveflash-actions");
  const patterns = [...(row?.children ?? [])] as HTMLElement[];
  row?.replaceChildren(...actions.flatMap((action) => buildAction(patterns, action) ?? []));
  if (actions.length === 0) row?.remove();
}

function buildAction(patterns: HTMLElement[], action: ScriptAction): HTMLElement | undefined {
  const control = patterns
    .find((each) => each.hasAttribute("href") === "url" in action)
    ?.cloneNode() as HTMLElement | undefined;
  if (control === undefined || ("url" in action && !isLink(action.url))) return undefined;
  control.textContent = action.label;
  if ("url" in action) control.setAttribute("href", action.url);
  else setScript(control, action.run);
  return control;
}

function setFraction(element: HTMLElement, fraction?: number): void {
  const text = element.querySelector("[data-liveflash-text]");
  const bar = element.querySelector("progress");
  if (text === null || bar === null) return;
  if (fraction === undefined) {
    bar.remove();
    text.removeAttribute("id");
    return;
  }
  text.id = `${element.id}-text`;
  bar.setAttribute("aria-labelledby", text.id);
  bar.value = fraction;
}

/** Replace the placeholders of an element; remove what contains one without a value. */
function fill(element: Element, values: Record<string, string | undefined>): void {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) texts.push(walker.currentNode as Text);
  for (const text of texts) {
    const place = text.data.trim();
    if (!(place in values)) continue;
    const value = values[place];
    if (value === undefined) text.parentElement!.remove();
    else text.data = value;
  }
}

function pattern(name: string): HTMLElement | undefined {
  const selector = `template[data-liveflash-pattern="${CSS.escape(name)}"]`;
  const found = document.querySelector<HTMLTemplateElement>(selector)?.content.firstElementChild;
  return found === null || found === undefined
    ? undefined
    : (document.importNode(found, true) as HTMLElement);
}

function pageData(name: string): Record<string, any> {
  const selector = `liveflash-page > template[data-${name}]`;
  return JSON.parse(document.querySelector<HTMLElement>(selector)?.dataset[name] ?? "{}");
}

function secondsOf({ timeout, level, title = "", text = "", actions = [] }: Put): number | null | undefined {
  if (timeout !== undefined) return timeout;
  if (actions.length > 0) return undefined;
  const seconds = pageData("timeouts");
  if ("" in seconds && level !== LOADING) return seconds[""];
  const base = seconds[level];
  if (base === undefined) return undefined;
  const more = Math.max(0, title.length + text.length - SHORT_TEXT_CHARACTERS);
  return Math.max(base, Math.min(base + more * SECONDS_PER_CHARACTER, MAX_SECONDS));
}

function isLink(url: string): boolean {
  return SCHEMES.includes(toUrl(url)?.protocol ?? "");
}
