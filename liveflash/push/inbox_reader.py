"""Read the inbox for the users and sessions of open pages, and purge it."""

import time
from collections import defaultdict
from collections.abc import Iterable

from liveflash import callback_context
from liveflash.callback_context import PageContext
from liveflash.concurrency import in_background
from liveflash.push import envelopes, inbox
from liveflash.push.envelopes import Address, Wire

MAX_ADDRESSES_PER_QUERY = 500
PURGE_INTERVAL_SECONDS = 60.0

Listeners = Iterable[tuple[Address, PageContext | None]]


class InboxReader:
    """The reader of one event loop, to be used by one task.

    Each namespace has an inbox of its own. It is read in the context of one of its
    pages.
    """

    def __init__(self) -> None:
        self._purged_at = time.monotonic()

    async def read(self, listeners: Listeners) -> list[tuple[Address, Wire]]:
        """Return what waits for the users and sessions among ``listeners``."""
        pages: dict[str, PageContext | None] = {}
        addresses = defaultdict(list)
        for address, page in listeners:
            if address.kind in ("user", "session"):
                namespace = page.namespace if page else ""
                pages.setdefault(namespace, page)
                addresses[namespace].append(address)
        found = []
        for namespace, some in addresses.items():
            callback_context.resume(pages[namespace])
            found += await _find(some)
        callback_context.resume(None)
        return found

    async def purge(self, listeners: Listeners) -> None:
        """Remove expired messages, if it is time."""
        now = time.monotonic()
        if now - self._purged_at <= PURGE_INTERVAL_SECONDS:
            return
        self._purged_at = now
        pages = {page.namespace if page else "": page for _address, page in listeners}
        for page in pages.values():
            callback_context.resume(page)
            await in_background(inbox.try_purge, None)
        callback_context.resume(None)


async def _find(addresses: list[Address]) -> list[tuple[Address, Wire]]:
    found = []
    for start in range(0, len(addresses), MAX_ADDRESSES_PER_QUERY):
        some = addresses[start : start + MAX_ADDRESSES_PER_QUERY]
        by_address = await in_background(inbox.find_by_address, {}, some)
        for address, stored in by_address.items():
            found.append((address, envelopes.build_pushed(stored)))
    return found
