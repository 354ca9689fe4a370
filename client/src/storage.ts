// The browser's storage; memory where the browser blocks it, as in a sandboxed frame.

/** Return a storage of the window, or one in memory if it cannot be used. */
function openStorage(name: "localStorage" | "sessionStorage"): Storage {
  try {
    window[name].getItem("liveflash");
    return window[name];
  } catch {
    return new MemoryStorage();
  }
}

class MemoryStorage implements Storage {
  readonly #items = new Map<string, string>();

  get length(): number {
    return this.#items.size;
  }

  clear(): void {
    this.#items.clear();
  }

  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }

  key(index: number): string | null {
    return [...this.#items.keys()][index] ?? null;
  }

  removeItem(key: string): void {
    this.#items.delete(key);
  }

  setItem(key: string, value: string): void {
    this.#items.set(key, String(value));
  }
}

export const local = openStorage("localStorage");
export const session = openStorage("sessionStorage");

/** Store a value, unless the storage is full. */
export function store(storage: Storage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // Full, or blocked since the page was loaded.
  }
}
