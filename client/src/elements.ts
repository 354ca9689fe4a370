import type { LiveSocket, LiveSocketOptions } from "phoenix_live_view";

import { onFailedAction } from "./actions.ts";
import { placeAnnouncer } from "./announcer.ts";
import { emptyBells, hasUserBell, LiveflashBell, watchBells } from "./bell_element.ts";
import { showRecovery, watchConnection, watchSocket } from "./connection.ts";
import { clearOtherHistory } from "./history.ts";
import { watchKeys } from "./keys.ts";
import { watchLayers } from "./layers.ts";
import { listen } from "./listen.ts";
import { isLivePage, push, useLiveSocket } from "./live_page.ts";
import { dismissCleared, dismissOfUser, escapeMessage, LiveflashMessage, useControl } from "./message.ts";
import { messageId } from "./message_id.ts";
import { keepClicksInside } from "./outside.ts";
import { usePageLoads } from "./page_loads.ts";
import { LiveflashPage } from "./page.ts";
import { pageValue } from "./page_value.ts";
import { keepChanges } from "./patches.ts";
import { endPatch, forgetJoin, startPatch } from "./plain_root.ts";
import { putFailure } from "./put.ts";
import { recentlySeen, watchPushed, type Revisions } from "./pushed.ts";
import { leaveRoots, watchRoots, watchSession } from "./roots.ts";
import { watchHistory } from "./seen.ts";
import { LiveflashStack, placeStack, raiseStack, returnStack } from "./stack.ts";
import { local, session } from "./storage.ts";
import { clearEnded, joinEnded, joinTimes, watchPauses, type Times } from "./timeouts.ts";
import { watchKeyboard } from "./viewport.ts";

const SESSION_ENDED = 4401; // the close code of consumers.py

/** For the LiveSocket's option `dom`: keep the stack and the focus through patches. */
export const dom: NonNullable<LiveSocketOptions["dom"]> = {
  onPatchStart: (container) => {
    returnStack();
    startPatch(container);
  },
  onPatchEnd: (container) => {
    if (endPatch(container)) joined();
    placeStack();
  },
  onBeforeElUpdated: keepChanges,
};

/** For the LiveSocket: the browser's storage, or memory where the browser blocks it. */
export const storage: { localStorage: Storage; sessionStorage: Storage } = {
  localStorage: local,
  sessionStorage: session,
};

/** For the LiveSocket's option `params`: the messages on the page, their times, its bell. */
export function joinParams(): object {
  const times = joinTimes();
  const given = {
    _ended: joinEnded(),
    _flash: times,
    _messages: revisions(times),
    _shown: recentlySeen(),
  };
  const params = Object.entries(given).filter(([, entries]) => Object.keys(entries).length > 0);
  return { ...Object.fromEntries(params), ...(hasUserBell() && { _bell: true }) };
}

/** Return the path of the socket, which the page states. */
export function socketPath(): string {
  return pageValue("liveflash-socket") ?? "/live";
}

/** Use a LiveSocket, before it connects. */
export function watch(liveSocket: LiveSocket): void {
  useLiveSocket(liveSocket);
  usePageLoads(liveSocket);
  watchRoots(liveSocket);
  liveSocket.socket.onClose(({ code }) => {
    if (code === SESSION_ENDED) endSession();
  });
  watchSocket(liveSocket);
}

/** Forget what belongs to the user; a live page is also loaded again, by its rejoin. */
function endSession(): void {
  emptyBells();
  if (isLivePage()) return;
  forgetJoin();
  leaveRoots();
  dismissOfUser();
}

/** Return the revisions of the messages that have not ended. */
function revisions(times: Times): Revisions {
  const all = [...document.querySelectorAll<HTMLElement>("[data-liveflash-revision]")];
  return Object.fromEntries(
    all
      .map(({ id, dataset }) => [messageId({ id }), Number(dataset["liveflashRevision"])] as const)
      .filter(([id]) => times[id]?.[0] !== 0),
  );
}

/** Define the elements once the page is parsed, with what they contain. */
function start(): void {
  if (customElements.get("liveflash-stack")) return;
  clearOtherHistory();
  placeAnnouncer();
  watchLayers(placeStack, raiseStack);
  watchConnection();
  watchPushed();
  watchBells();
  listen("phx:liveflash:cleared", ({ detail }) => dismissCleared(detail.ids));
  watchSession();
  watchKeyboard();
  watchKeys(escapeMessage);
  keepClicksInside(useControl);
  onFailedAction(putFailure);
  watchPauses((times) => push("lv:flash-time", times));
  listen("phx:page-loading-stop", ({ detail }) => detail.kind === "initial" && joined());
  customElements.define("liveflash-bell", LiveflashBell);
  customElements.define("liveflash-stack", LiveflashStack);
  customElements.define("liveflash-message", LiveflashMessage);
  customElements.define("liveflash-page", LiveflashPage);
}

/** After each join, also of a page that was connected before. */
function joined(): void {
  clearEnded();
  showRecovery();
}

// Before htmx, which listens once the page is parsed and restores HTML at once.
watchHistory();
if (document.readyState === "complete") start();
else listen("DOMContentLoaded load", start);
