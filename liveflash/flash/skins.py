"""Which template each part of ``{% liveflash %}`` is, in each skin.

A skin has templates of its own only for the parts that it dresses: these extend the
plain ones and add the classes of a design system, so that what a part does stands in
one place.
"""

from collections.abc import Mapping

from liveflash.conf import SKINS

PARTS = (
    *("message", "level", "body", "link", "action", "dismiss", "more"),
    *("lost", "failed", "back"),
)
_UNDRESSED = frozenset({"level", "body"})


def _parts(skin: str) -> Mapping[str, str]:
    return {
        part: f"liveflash/{'flash' if part in _UNDRESSED else skin}/{part}.html"
        for part in PARTS
    }


PLAIN, *DRESSED = SKINS
PARTS_OF: Mapping[str, Mapping[str, str]] = {
    PLAIN: _parts("flash"),
    **{skin: _parts(skin) for skin in DRESSED},
}
HISTORY_OF: Mapping[str, str] = {
    PLAIN: "liveflash/history.html",
    **{skin: f"liveflash/{skin}/history.html" for skin in DRESSED},
}
NO_HISTORY = "liveflash/no_history.html"
