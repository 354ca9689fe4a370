type Listener = (event: any) => void;

/** Call a listener for each of the events, named with spaces between them. */
export function listen(names: string, listener: Listener, isCapturing = false): void {
  for (const name of names.split(" ")) addEventListener(name, listener, isCapturing);
}

/** Return the closest element of an event's target that matches. */
export function closest({ target }: Event, selector: string): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>(selector) : null;
}
