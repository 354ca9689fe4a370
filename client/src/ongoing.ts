// Messages of work that goes on: announced when they appear and at their end, and not at
// each update between.
import { limitSize } from "./bounds.ts";

export const LOADING = "loading";

const MAX_ONGOING = 100;

const levels = new Map<string, string>();

/** Remember a message that shows; return whether it only continues its work. */
export function isContinued(message: HTMLElement): boolean {
  const { id, dataset } = message;
  const level = dataset["level"] ?? "";
  const former = levels.get(id);
  levels.delete(id);
  if (level !== LOADING && message.querySelector("progress") === null) return false;
  levels.set(id, level);
  limitSize(levels, MAX_ONGOING);
  return former === level;
}
