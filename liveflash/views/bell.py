"""The values of ``{% liveflash_bell %}`` and of ``{% liveflash_history %}``."""

from typing import Any

from django.templatetags.static import static
from django.utils.translation import pgettext

from liveflash.flash.skins import BELL_OF, NO_BELL
from liveflash.storage.visitor import user_mark

BELL_ID = "liveflash-bell"
HISTORY_ID = "liveflash-history"
TAB, USER = "tab", "user"


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
        values |= {"store": USER, "unread": None}
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
