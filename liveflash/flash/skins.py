"""The template of each part of ``{% liveflash %}``, for each skin.

A skin has its own templates only for the parts that it styles. They extend the plain
ones and only add the classes of a design system.
"""

from liveflash.conf import SKINS

PARTS = (
    *("message", "level", "body", "progress", "link", "action", "dismiss", "more"),
    *("dismiss_all", "lost", "failed", "back"),
)
_UNSTYLED = frozenset({"level", "body", "progress"})


def _parts(skin: str) -> dict[str, str]:
    return {
        part: f"liveflash/{'flash' if part in _UNSTYLED else skin}/{part}.html"
        for part in PARTS
    }


PLAIN, *STYLED = SKINS
PARTS_OF: dict[str, dict[str, str]] = {
    PLAIN: _parts("flash"),
    **{skin: _parts(skin) for skin in STYLED},
}
HISTORY_OF: dict[str, str] = {
    PLAIN: "liveflash/history.html",
    **{skin: f"liveflash/{skin}/history.html" for skin in STYLED},
}
NO_HISTORY = "liveflash/no_history.html"
