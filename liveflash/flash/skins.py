"""The template of each part of ``{% liveflash %}``, for each skin.

A skin has its own templates only for the parts that it styles. They extend the plain
ones and only add the classes of a design system.
"""

from liveflash.conf import SKINS

PARTS = (
    *("message", "icon", "level", "body", "progress", "link", "action", "action_link"),
    *("dismiss", "dismiss_all", "more", "lost", "failed", "back"),
)
_UNSTYLED = frozenset({"icon", "level", "body", "progress"})


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
BELL_OF: dict[str, str] = {
    PLAIN: "liveflash/bell.html",
    **{skin: f"liveflash/{skin}/bell.html" for skin in STYLED},
}
NO_BELL = "liveflash/no_bell.html"
