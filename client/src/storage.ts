// The browser's storage; memory where the browser blocks it, as in a sandboxed frame.

/** Return a storage of the window, or one in memory if it cannot be used. */
function openStorage(name: "localStorage" | "sessionStorage"): Storage {
  try {
    window[name].getItem("liveflash");
    return window[name];
  } catch {
    return createMemory();
  }
}

/** Return the part of a storage that the client uses. */
function createMemory(): Storage {
  const items = new Map<string, string>();
  const memory: Pick<Storage, "getItem" | "setItem" | "removeItem"> = {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => items.set(key, String(value)),
    removeItem: (key) => items.delete(key),
  };
  return memory as Storage;
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
