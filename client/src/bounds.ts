/** Keep at most so many entries: the newest. */
export function trim(entries: Set<string> | Map<string, unknown>, most: number): void {
  for (const oldest of entries.keys()) {
    if (entries.size <= most) return;
    entries.delete(oldest);
  }
}
