// The messages that the server keeps for the user of the page.
import type { Change, Listed, Store } from "./bell.ts";
import type { Services } from "./bell_element.ts";
import { pageUrl } from "./url.ts";

/** The user's messages, by the requests that FlashMiddleware answers. */
export class UserStore implements Store {
  readonly #skin: string;
  readonly #services: Services;

  constructor(skin: string, services: Services) {
    this.#skin = skin;
    this.#services = services;
  }

  async list(before?: string, limit?: number): Promise<Listed> {
    const headers = {
      "Liveflash-Skin": this.#skin,
      ...(before !== undefined && { "Liveflash-Before": before }),
      ...(limit !== undefined && { "Liveflash-Limit": String(limit) }),
    };
    const response = await this.#send("list", headers);
    const template = document.createElement("template");
    template.innerHTML = await response.text();
    return { page: template.content, unread: unreadOf(response) };
  }

  async change(change: Change, id?: string): Promise<number> {
    const token = this.#services.pageValue("csrf-token") ?? "";
    const body = new URLSearchParams(id === undefined ? {} : { id });
    // It is sent even if the visitor leaves the page, as by a link of the message.
    const init = { method: "POST", body, keepalive: true };
    return unreadOf(await this.#send(change, { "X-CSRFToken": token }, init));
  }

  /** Return the response to a request; raise an error for any that is not the middleware's. */
  async #send(kind: string, headers: Record<string, string>, init?: RequestInit): Promise<Response> {
    const own = { "Liveflash-Kept": kind, "Liveflash-Page": this.#services.pageId };
    const response = await fetch(pageUrl(), { ...init, headers: { ...own, ...headers }, cache: "no-store" });
    const isOurs = response.headers.has("Liveflash-Unread") || response.status === 204;
    if (!response.ok || !isOurs) throw new Error(`liveflash: ${response.status}`);
    return response;
  }
}

/** Return the number of unread messages; none if the user has logged out. */
function unreadOf({ headers }: Response): number {
  return Number(headers.get("Liveflash-Unread") ?? 0);
}
