"""The values of ``{% liveflash_bell %}`` and of ``{% liveflash_history %}``."""

import asyncio
from typing import Any

from django.templatetags.static import static
from django.utils.translation import pgettext

from liveflash import database
from liveflash.flash.skins import BELL_OF, NO_BELL
from liveflash.kept import reading
from liveflash.storage.visitor import user_mark
from liveflash.users import user_key

BELL_ID = "liveflash-bell"
HISTORY_ID = "liveflash-history"
TAB, USER = "tab", "user"
_COUNTED = "_liveflash_unread"


def bell_values(request: Any, most: int, skin: str) -> dict[str, Any]:
    """Return the values of a bell, with the messages kept for the user.

    A visitor who has not logged in sees those of the tab. ``most`` is the number of
    messages that are loaded at once.
    """
    values = history_values(request, most, skin)
    values |= {
        "id": BELL_ID,
        "is_history": False,
        "title": pgettext("liveflash", "Notifications"),
    }
    if values["visitor"]:
        values |= {"store": USER, "unread": _unread_count(request)}
    return values


def history_values(request: Any, most: int, skin: str) -> dict[str, Any]:
    """Return the values of a history with the newest ``most`` messages of the tab."""
    visitor = user_mark(request)
    return {
        "id": HISTORY_ID,
        "is_history": True,
        "title": pgettext("liveflash", "Message history"),
        "store": TAB,
        "most": most,
        "unread": None,
        "visitor": visitor,
        "skin": skin,
        "module": static("liveflash/liveflash-bell.js"),
        "template": NO_BELL if visitor is None else BELL_OF[skin],
    }


def _unread_count(request: Any) -> int | None:
    """Return the number of a user's unread messages, counted once for each request.

    It is None if it is not known: in async code, which cannot query, and during an
    outage. The client receives it after the join.
    """
    if not hasattr(request, _COUNTED):
        user = str(user_key(request.user))
        count = None
        if not _is_async():
            count = database.attempt(lambda: reading.unread_count(user), None)
        setattr(request, _COUNTED, count)
    counted: int | None = getattr(request, _COUNTED)
    return counted


def _is_async() -> bool:
    """Return whether async code calls."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
