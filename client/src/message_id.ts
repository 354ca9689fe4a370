const PREFIX = "liveflash-";

/** Return the id of the element of a message. */
export function elementId(id: string): string {
  return PREFIX + id;
}

/** Return the id of a message, by which the server knows it. */
export function messageId({ id }: { id: string }): string {
  return id.slice(PREFIX.length);
}
