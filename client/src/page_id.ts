/** The id by which requests name this page. */
export const pageId = [...crypto.getRandomValues(new Uint8Array(12))].map((n) => n.toString(36)).join("");
