"""Read the inbox for the users of a process's open pages, and purge it."""

import time
from collections import defaultdict
from collections.abc import Iterable

from liveflash import callback_context
from liveflash.callback_context import PageContext
from liveflash.concurrency import in_background
from liveflash.push import envelopes, inbox
from liveflash.push.envelopes import Address, Wire

MAX_USERS_PER_QUERY = 500
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
        """Return what waits for the users among ``listeners``."""
        users = defaultdict(list)
        for address, page in listeners:
            if address.kind == "user":
                namespace = address.namespace
                users[namespace].append((address.name, page))
        found = []
        for namespace, pairs in users.items():
            callback_context.resume(pairs[0][1])
            names = [name for name, _page in pairs]
            found += await _find(names, namespace)
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


async def _find(users: list[str], namespace: str) -> list[tuple[Address, Wire]]:
    found = []
    for start in range(0, len(users), MAX_USERS_PER_QUERY):
        some = users[start : start + MAX_USERS_PER_QUERY]
        by_user = await in_background(inbox.find_by_user, {}, some)
        for user, stored in by_user.items():
            address = Address("user", user, namespace)
            found.append((address, envelopes.build_pushed(stored)))
    return found
