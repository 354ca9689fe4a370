// Timeouts of messages. The page runs them and reports the remaining time to the server.
//
// The remaining time is stored by message id and revision, so that it survives the
// element: a render, a live navigation or a reconnect.
import { limitSize } from "./bounds.ts";
import { FANNED, isCovered } from "./fan.ts";
import { listen } from "./listen.ts";
import { messageId } from "./message_id.ts";
import { stays } from "./preference.ts";
import { isVisible } from "./visibility.ts";

/** Why a message has ended. */
export type Ended = "dismissed" | "timeout" | "action";

export type Times = Record<string, [seconds: number, isPaused: boolean]>;

interface Countdown {
  id: string;
  total: number;
  left: number;
  /** Start by `performance.now()`; undefined while paused. */
  since?: number;
  timer?: ReturnType<typeof setTimeout>;
  bar?: Animation;
  /** Called at the end of the time; undefined while the message has no element. */
  expire?: () => void;
}

const PAUSE_EVENTS = "pointerover pointerout focusin focusout visibilitychange";
const HOLDING_SELECTOR = `:hover, :focus-within, [${FANNED}]`;
const DIALOG_SELECTOR = "dialog[open], [role='dialog'], [role='alertdialog']";
const MAX_TIMER_MS = 2 ** 31 - 1; // a longer timer would fire at once
const MAX_ENDED = 100;
const MAX_COUNTDOWNS = 500;

const countdowns = new Map<string, Countdown>();
const countdownByElement = new Map<HTMLElement, Countdown>();
const ended = new Map<string, Ended>();

let report: (times: Times) => void = () => {};

/** Start to listen for events that pause; `reporter` sends times to the server. */
export function watchPauses(reporter: (times: Times) => void): void {
  report = reporter;
  listen(PAUSE_EVENTS, () => setTimeout(updateCountdowns), true);
  listen("storage", updateCountdowns);
}

/** Start or resume the countdown of a message. */
export function startCountdown(element: HTMLElement, expire: () => void): void {
  stopCountdown(element);
  const { liveflashRevision, liveflashTimeout } = element.dataset;
  if (liveflashTimeout === undefined) return;
  const id = messageId(element);
  const key = `${id}:${liveflashRevision}`;
  const total = Number(liveflashTimeout);
  const countdown = countdowns.get(key) ?? { id, total, left: total };
  countdown.expire = expire;
  countdowns.set(key, countdown);
  limitSize(countdowns, MAX_COUNTDOWNS);
  countdownByElement.set(element, countdown);
  showBar(element, countdown);
  // The server assumes that the time is running.
  if (!update(element, countdown)) report(timesOf([countdown]));
}

/** Stop the countdown of a removed element and store the remaining time. */
export function stopCountdown(element: HTMLElement): void {
  const countdown = countdownByElement.get(element);
  countdownByElement.delete(element);
  // A new element of the same message may have taken the countdown over.
  if (countdown === undefined || [...countdownByElement.values()].includes(countdown)) return;
  pause(countdown);
  delete countdown.expire;
}

/** Remember a message that ended while there is no connection. */
export function markEnded(id: string, reason: Ended): void {
  ended.set(id, reason);
  limitSize(ended, MAX_ENDED);
}

/** Forget the ended messages, which the join has reported. */
export function clearEnded(): void {
  ended.clear();
}

/** Return the times of shown messages, and of those that ended offline, for a join. */
export function joinTimes(): Times {
  const times = timesOf([...countdownByElement.values()]);
  for (const id of ended.keys()) times[id] = [0, false];
  return times;
}

/** Return why messages have ended offline, for a join. */
export function joinEnded(): Record<string, Ended> {
  return Object.fromEntries(ended);
}

/** Pause or resume all countdowns and report the changes to the server. */
export function updateCountdowns(): void {
  const changed = [...countdownByElement]
    .filter(([element, countdown]) => update(element, countdown))
    .map(([, countdown]) => countdown);
  if (changed.length > 0) report(timesOf(changed));
}

/** Start or pause a countdown; return whether that changed it. */
function update(element: HTMLElement, countdown: Countdown): boolean {
  const isPaused = shouldPause(element);
  if (isPaused === (countdown.since === undefined)) return false;
  if (isPaused) pause(countdown);
  else {
    countdown.since = performance.now();
    const time = Math.min(countdown.left * 1000, MAX_TIMER_MS);
    countdown.timer = setTimeout(() => finish(element, countdown), time);
  }
  showBar(element, countdown);
  return true;
}

/** Show the remaining time as a bar, if the stack is to. */
function showBar(element: HTMLElement, countdown: Countdown): void {
  countdown.bar?.cancel();
  if (element.closest("[data-countdown]") === null) return;
  const left = secondsLeft(countdown);
  const bar = element.animate(
    { transform: [`scaleX(${left / countdown.total})`, "scaleX(0)"] },
    { duration: left * 1000, pseudoElement: "::after" },
  );
  if (countdown.since === undefined) bar.pause();
  countdown.bar = bar;
}

function finish(element: HTMLElement, countdown: Countdown): void {
  countdownByElement.delete(element);
  countdown.left = 0;
  countdown.expire?.();
}

function pause(countdown: Countdown): void {
  clearTimeout(countdown.timer);
  if (countdown.since === undefined) return;
  countdown.left = secondsLeft(countdown);
  delete countdown.since;
}

function secondsLeft({ left, since }: Countdown): number {
  if (since === undefined) return left;
  return Math.max(0, left - (performance.now() - since) / 1000);
}

function timesOf(countdowns: Countdown[]): Times {
  const rounded = (countdown: Countdown) => Math.round(secondsLeft(countdown) * 10) / 10;
  return Object.fromEntries(
    countdowns.map((countdown) => [
      countdown.id,
      [rounded(countdown), countdown.since === undefined],
    ]),
  );
}

function shouldPause(element: HTMLElement): boolean {
  return (
    stays() ||
    document.hidden ||
    !isVisible(element) ||
    (element.closest(".liveflash")?.matches(HOLDING_SELECTOR) ?? false) ||
    isCovered(element) ||
    document.activeElement?.closest(DIALOG_SELECTOR) != null
  );
}
