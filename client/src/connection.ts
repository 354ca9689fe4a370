// Notices for a lost connection, a failing server, and the recovery.
import type { LiveSocket } from "phoenix_live_view";

import { announceText } from "./announcer.ts";
import { listen } from "./listen.ts";
import { isLivePage } from "./live_page.ts";
import { wasJoined } from "./plain_root.ts";
import { placeStack } from "./stack.ts";

/** What the client uses, and its types keep to itself. */
interface Timed {
  reconnectTimer: { timerCalc(tries: number): number };
}

type Notice = "lost" | "failed" | "back";

const NOTICE_DELAY_MS = 500; // the client's own delay for `phx-disconnected`
// A page that is about to be left may lose its connection before, or stay after all.
export const LEAVING_DELAY_MS = 10_000;
const RECOVERED_NOTICE_MS = 4_000;
// A plain page that was never connected may be served without sockets.
const RETRY_DELAYS_MS = [1_000, 4_000, 16_000, 64_000];
const NEVER_MS = 2 ** 31 - 1; // the longest timeout

let timer: ReturnType<typeof setTimeout> | undefined;
let current: Notice | undefined;
let leftAt = -Infinity;

/** Show a notice when the client reports an error that persists. */
export function watchConnection(): void {
  listen("phx:page-loading-start", ({ detail }) => {
    if (detail.kind === "error") showLossLater();
  });
  listen("beforeunload pagehide", leave);
}

/**
 * Show a notice when a plain page that was connected loses its connection.
 *
 * One that was never connected stops trying, until the visitor returns to its tab.
 */
export function watchSocket({ socket }: LiveSocket): void {
  const lose = () => {
    const isKnown = timer !== undefined || current === "lost" || current === "failed";
    if (!isLivePage() && wasJoined() && !isKnown) showLossLater();
  };
  socket.onClose(lose);
  socket.onError(lose);
  const { reconnectTimer } = socket as unknown as Timed;
  const usual = reconnectTimer.timerCalc;
  reconnectTimer.timerCalc = (tries) =>
    isLivePage() || wasJoined() ? usual(tries) : (RETRY_DELAYS_MS[tries - 1] ?? NEVER_MS);
}

/** Forget a lost connection with the page that had it. */
export function forgetLoss(): void {
  stopTimer();
  current = undefined;
}

/** Show that the connection is back, if its loss was shown. */
export function showRecovery(): void {
  stopTimer();
  if (current !== "lost" && current !== "failed") return;
  show("back");
  timer = setTimeout(() => show(undefined), RECOVERED_NOTICE_MS);
}

/** Return whether the visitor is leaving the page, which may stay after all. */
export function isLeaving(): boolean {
  return performance.now() - leftAt < LEAVING_DELAY_MS;
}

function leave(): void {
  leftAt = performance.now();
  stopTimer();
}

function stopTimer(): void {
  clearTimeout(timer);
  timer = undefined;
}

function showLossLater(): void {
  stopTimer();
  timer = setTimeout(
    () => {
      timer = undefined;
      const notice = hasFailed() ? "failed" : "lost";
      if (notice !== current) show(notice);
    },
    isLeaving() ? LEAVING_DELAY_MS : NOTICE_DELAY_MS,
  );
}

function show(notice: Notice | undefined): void {
  current = notice;
  const all = document.querySelectorAll<HTMLElement>("[data-liveflash-connection]");
  for (const element of all) {
    element.hidden = element.dataset["liveflashConnection"] !== notice;
    if (!element.hidden) announceText(element.textContent!.trim());
  }
  placeStack();
}

function hasFailed(): boolean {
  return document.querySelector(".phx-server-error") !== null;
}
