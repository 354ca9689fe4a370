// The roots of the page: joined where they appear, left when they are gone, whatever
// library has replaced the page.
import type { LiveSocket } from "phoenix_live_view";

import { hasCommands } from "./commands.ts";
import { forgetLoss } from "./connection.ts";
import { listen } from "./listen.ts";
import { isLivePage } from "./live_page.ts";
import { reportPage, whenPageChanges } from "./page.ts";
import { plainRoot } from "./plain_root.ts";

interface Root {
  el: Element;
  isDead?: boolean;
  destroy(): void;
}

type IdentifiedRoot = [id: string, root: Root];

/** What the client uses, and its types keep to itself. */
interface Client {
  roots: Record<string, Root>;
  main: Root | null;
  outgoingMainEl: Element | null;
  href: string;
  pendingLink: string | null;
  linkRef: number;
  socket: LiveSocket["socket"];
  unloaded: boolean;
  bindForms(): void;
  bindNav(): void;
  bindTopLevelEvents(options?: { dead: boolean }): void;
  connect(): void;
  destroyAllViews(): void;
  joinDeadView(): void;
  joinRootViews(): boolean;
  registerNewLocation(location: Location): boolean;
  unload(): void;
}

const SESSION = "data-phx-session";
const ROOT_SELECTOR = `[${SESSION}]:not([data-phx-parent-id])`;
// What is shown or swapped for a moment only.
const UNSETTLED = "[data-turbo-preview], .htmx-settling";

const sessions = new Map<string, string | null>();

let client: Client;
let isStarted = false;
let isBound: "dead" | "live" | undefined;

/** Keep the roots of a LiveSocket, which has not connected yet. */
export function watchRoots(socket: LiveSocket): void {
  client = socket as unknown as Client;
  const connect = client.connect.bind(client);
  client.connect = () => {
    connect();
    recordStart();
  };
  whenPageChanges(syncRoots);
  listen("turbo:load htmx:afterSettle htmx:after:settle", reportPage);
  listen("pageshow", () => {
    if (!isLivePage()) client.unloaded = false; // or the page would be loaded again
  });
  const watched = { attributeFilter: [SESSION], subtree: true };
  new MutationObserver(reportPage).observe(document, watched);
}

/** Connect for the first time. A plain page needs none of the client's own listeners. */
export function connectRoots(): void {
  if (isLivePage() || plainRoot() === null) return client.connect();
  isStarted = true;
  syncRoots();
}

/** Use the token that replaces one of a page rendered without its cookies. */
export function watchSession(): void {
  listen("phx:liveflash:session", ({ detail: { token } }) => {
    const root = document.querySelector("[data-phx-main]") ?? plainRoot();
    if (root === null) return;
    sessions.set(root.id, token);
    root.setAttribute(SESSION, token);
  });
}

/** Leave all roots and close the connection, until there is another page. */
export function leaveRoots(): void {
  client.destroyAllViews();
  client.socket.disconnect();
}

function syncRoots(): void {
  if (!isStarted || document.querySelector(UNSETTLED) !== null) return;
  const roots = Object.entries(client.roots);
  const present = [...document.querySelectorAll(ROOT_SELECTOR)];
  if (!roots.some(isGone) && present.every(({ id }) => client.roots[id])) return;
  roots.filter((root) => isGone(root) || root[1].isDead).forEach(leave);
  forgetLoss();
  client.unloaded = false;
  client.href = location.href;
  client.registerNewLocation(location);
  const hasRoots = client.joinRootViews();
  recordSessions();
  bindEvents();
  if (hasRoots) client.socket.connect();
  else client.socket.disconnect();
}

function leave([id, root]: IdentifiedRoot): void {
  root.destroy();
  delete client.roots[id];
  if (client.main === root) forgetMain();
}

/** Return whether a root is no longer in the document, or has become another one. */
function isGone([id, root]: IdentifiedRoot): boolean {
  // During a live navigation, the next root is not in the document yet.
  const element = root === client.main ? (client.outgoingMainEl ?? root.el) : root.el;
  if (!element.isConnected) return true;
  return sessions.has(id) && sessions.get(id) !== element.getAttribute(SESSION);
}

/** Forget the root of a live page, and a live navigation that it has begun. */
function forgetMain(): void {
  client.main = client.outgoingMainEl = client.pendingLink = null;
  client.linkRef += 1;
}

/** Record what the client has joined by itself. */
function recordStart(): void {
  isStarted = true;
  isBound ??= isLivePage() ? "live" : "dead";
  recordSessions();
}

function recordSessions(): void {
  sessions.clear();
  for (const root of document.querySelectorAll(ROOT_SELECTOR)) {
    sessions.set(root.id, root.getAttribute(SESSION));
  }
}

/** Bind the client's listeners, which cannot be removed: all of them on a live page only. */
function bindEvents(): void {
  const isLive = isLivePage();
  if (!isLive && !hasCommands()) return;
  client.bindTopLevelEvents({ dead: !isLive });
  if (isLive && isBound === "dead") {
    client.bindNav();
    client.bindForms();
  }
  isBound = isLive ? "live" : (isBound ?? "dead");
  client.joinDeadView();
}
