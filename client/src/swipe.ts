// Swipe a message of the stack sideways to dismiss it: with a finger or a pen, never with
// the mouse. A paused animation moves the message: it survives patches, unlike a style.
import { closest, listen } from "./listen.ts";

interface Swipe {
  pointer: number;
  isPen: boolean;
  message: HTMLElement;
  x: number;
  y: number;
  /** The time when it began. */
  at: number;
  /** How far the message has moved from its place, in pixels. */
  shift: number;
  /** Undefined until the pointer has moved far enough. */
  motion?: Animation;
}

const POINTER_EVENTS = "pointerdown pointermove pointerup pointercancel";
const MESSAGE_SELECTOR = "liveflash-stack > liveflash-message";
const DISMISS_SELECTOR = "[data-liveflash-dismiss]";
const FIELD_SELECTOR = "input, textarea, select";
const SLOP_PX = 10;
const FLICK_PX = 30;
const FLICK_PX_PER_MS = 0.5;
const FLING_PX_PER_MS = 3;
const RESISTANCE = 4;
const SPRING_MS = 200;

let swipe: Swipe | undefined;

/** Call `dismiss` for each message that is swiped away. */
export function watchSwipes(dismiss: (message: HTMLElement) => void): void {
  const handle = (event: PointerEvent) => {
    if (event.type === "pointerdown") begin(event);
    else if (event.pointerId !== swipe?.pointer) return;
    else if (event.type === "pointermove") move(swipe, event);
    else if (isSwiped(swipe, event)) fling(swipe, dismiss);
    else springBack();
  };
  listen(POINTER_EVENTS, handle, true);
  // Some pens select text and drag links as a mouse does.
  listen("selectstart dragstart", (event: Event) => swipe?.isPen && event.preventDefault(), true);
}

function begin(event: PointerEvent): void {
  const { pointerId: pointer, pointerType, clientX: x, clientY: y, timeStamp: at } = event;
  springBack(); // another finger ends the swipe of the first
  const message = closest(event, MESSAGE_SELECTOR);
  if (message === null || !event.isPrimary || pointerType === "mouse") return;
  if (closest(event, FIELD_SELECTOR)) return;
  swipe = { pointer, isPen: pointerType === "pen", message, x, y, at, shift: 0 };
}

function move(current: Swipe, { clientX, clientY }: PointerEvent): void {
  const { message } = current;
  const [x, y] = [clientX - current.x, clientY - current.y];
  const width = message.offsetWidth;
  if (current.motion === undefined) {
    if (Math.hypot(x, y) < SLOP_PX) return;
    if (Math.abs(y) > Math.abs(x) || hasSelection(message)) return springBack();
    current.motion = startMotion(message, width);
    message.setPointerCapture(current.pointer); // what is under the pointer is not clicked
  }
  current.shift = isDismissible(message) ? x : x / RESISTANCE;
  current.motion.currentTime = width + current.shift;
}

/** Return an animation to both sides, in which a millisecond is a pixel. */
function startMotion(message: HTMLElement, width: number): Animation {
  const path = { translate: [`${-width}px`, "0", `${width}px`], opacity: [0, 1, 0] };
  const motion = message.animate(path, { duration: 2 * width, fill: "both" });
  motion.pause();
  return motion;
}

/** Return whether the pointer was lifted and has moved a message far or fast enough. */
function isSwiped({ message, shift, at, motion }: Swipe, event: PointerEvent): boolean {
  if (event.type !== "pointerup" || !motion || !message.isConnected) return false;
  const distance = Math.abs(shift);
  const isFlick = distance > FLICK_PX && distance / (event.timeStamp - at) > FLICK_PX_PER_MS;
  return isDismissible(message) && (isFlick || distance > message.offsetWidth / 3);
}

function fling({ message, shift, motion }: Swipe, dismiss: (message: HTMLElement) => void): void {
  swipe = undefined;
  motion!.playbackRate = Math.sign(shift) * FLING_PX_PER_MS;
  if (isAnimated()) motion!.play();
  else motion!.finish();
  dismiss(message);
}

/** End the swipe and let its message return to its place. */
function springBack(): void {
  const { message, shift, motion } = swipe ?? {};
  swipe = undefined;
  if (motion === undefined) return;
  motion.cancel();
  const way = { translate: [`${shift}px`, "0"] };
  if (isAnimated()) message!.animate(way, { duration: SPRING_MS, easing: "ease-out" });
}

function isDismissible(message: HTMLElement): boolean {
  return message.querySelector(DISMISS_SELECTOR) !== null;
}

function hasSelection(message: HTMLElement): boolean {
  const selection = getSelection();
  return selection?.type === "Range" && selection.containsNode(message, true);
}

function isAnimated(): boolean {
  return !matchMedia("(prefers-reduced-motion: reduce)").matches;
}
