// The root of a plain page that is connected: it has the stack alone.
import { makeLocal } from "./local.ts";

const ROOT_ID = "liveflash-root";

let isPatching = false;
let joinedRoot: HTMLElement | undefined;

/** Return the root of a plain page, whether or not it is connected. */
export function plainRoot(): HTMLElement | null {
  return document.getElementById(ROOT_ID);
}

/** Return whether the client is patching the page. */
export function isInPatch(): boolean {
  return isPatching;
}

/** Before a patch of `container`: a server that joins it knows none of its messages. */
export function startPatch(container: HTMLElement): void {
  isPatching = true;
  if (isJoin(container)) makeLocal(container);
}

/** After a patch of `container`; return whether it was the join of a plain page. */
export function endPatch(container: HTMLElement): boolean {
  isPatching = false;
  if (!isJoin(container)) return false;
  joinedRoot = container;
  return true;
}

/** Forget that a root was joined, whose connection has ended for good. */
export function forgetJoin(): void {
  joinedRoot = undefined;
}

/** Return whether the root in the document was joined, even if the connection is lost. */
export function wasJoined(): boolean {
  return joinedRoot?.isConnected ?? false;
}

/** The client marks a root as connected after the first patch of its join. */
function isJoin({ id, classList }: HTMLElement): boolean {
  return id === ROOT_ID && !classList.contains("phx-connected");
}
