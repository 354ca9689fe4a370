// Messages that arrive from the outside: with a response, or from a script.
import { addLocal } from "./local.ts";
import { LEAVING } from "./message.ts";
import { elementId, messageId } from "./message_id.ts";
import { currentStack, onNewStack } from "./stack.ts";

const KEPT_MS = 3_000;

let waiting: (() => void)[] = [];
let recent: { element: HTMLElement; at: number }[] = [];

/** Call a function once the page has a stack. */
export function whenStack(act: () => void): void {
  if (currentStack() === undefined) waiting.push(act);
  else act();
}

/** Show messages, also if the library that sent the request replaces the stack now. */
export function show(elements: HTMLElement[]): void {
  whenStack(() => {
    const at = performance.now();
    recent.push(...addLocal(elements).map((element) => ({ element, at })));
  });
}

/** Show what has waited for a stack, and what the former stack has just got. */
function useStack(): void {
  const oldest = performance.now() - KEPT_MS;
  recent = recent.filter(({ at, element }) => at > oldest && !element.matches(`.${LEAVING}`));
  const lost = recent.filter(({ element }) => isMissing(element));
  addLocal(lost.map(({ element }) => element));
  waiting.splice(0).forEach((act) => act());
}

function isMissing(element: HTMLElement): boolean {
  return !element.isConnected && document.getElementById(elementId(messageId(element))) === null;
}

/** Follow the stacks of the document. */
export function watchStacks(): void {
  onNewStack(useStack);
}
