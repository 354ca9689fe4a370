"""The icons that a message may show before its text, in place of that of its level."""

from typing import Any

from liveflash.flash.links import is_image

# The path of each, drawn in a square of 20 units and filled by the rule "evenodd".
_DISC = "M10 0A10 10 0 1 1 10 20A10 10 0 1 1 10 0Z"
_TRAY = "M2 13H4.5V16.5H15.5V13H18V19H2Z"
ICONS: dict[str, str] = {
    "info": f"{_DISC}M9 4.5H11V7H9ZM9 8.75H11V15.5H9Z",
    "success": f"{_DISC}M8.6 14.6L4.7 10.7L6.1 9.3L8.6 11.8L13.9 6.5L15.3 7.9Z",
    "warning": (
        "M10 1Q11 1 11.5 1.9L19.6 16.6Q20.6 19 18.2 19H1.8Q-0.6 19 0.4 16.6L8.5 1.9"
        "Q9 1 10 1ZM9 6.5H11V12.5H9ZM9 14H11V16.25H9Z"
    ),
    "error": (
        "M5.9 0H14.1L20 5.9V14.1L14.1 20H5.9L0 14.1V5.9Z"
        "M9 4.5H11V11.5H9ZM9 13H11V15.5H9Z"
    ),
    "bell": (
        "M10 0.5A1.5 1.5 0 0 1 11.5 2V2.7A6 6 0 0 1 16 8.5V12.5L18 15V16H2V15L4 12.5"
        "V8.5A6 6 0 0 1 8.5 2.7V2A1.5 1.5 0 0 1 10 0.5Z"
        "M7.5 17H12.5A2.5 2.5 0 0 1 7.5 17Z"
    ),
    "mail": "M1 3.5H19V16.5H1ZM3 5.5V6.6L10 11.2L17 6.6V5.5ZM3 9V14.5H17V9L10 13.6Z",
    "user": (
        "M10 1A4.5 4.5 0 1 1 10 10A4.5 4.5 0 1 1 10 1Z"
        "M1.5 19C1.5 14.5 5 11.5 10 11.5S18.5 14.5 18.5 19Z"
    ),
    "lock": (
        "M5 8V6A5 5 0 0 1 15 6V8H17V19H3V8ZM7 8H13V6A3 3 0 0 0 7 6ZM9 11.5H11V15.5H9Z"
    ),
    "upload": f"M10 1L16 7H11.5V13.5H8.5V7H4Z{_TRAY}",
    "download": f"M8.5 1H11.5V7.5H16L10 13.5L4 7.5H8.5Z{_TRAY}",
    "calendar": "M5 1H7.5V3H12.5V1H15V3H18V19H2V3H5ZM4 8V17H16V8ZM6 10H9.5V13.5H6Z",
    "star": (
        "M10 1L12.7 7L19.2 7.6L14.3 11.9L15.8 18.3L10 14.9L4.2 18.3L5.7 11.9L0.8 7.6"
        "L7.3 7Z"
    ),
}


def check_icon(icon: Any) -> str:
    """Return ``icon``, the name of an icon or the URL of an image; empty for none.

    Raise TypeError or ValueError for anything else.
    """
    if icon is None or icon == "":
        return ""
    msg = (
        f"icon is one of {', '.join(map(repr, ICONS))}, or the URL of an image (a path "
        f"or an http(s) address), not {icon!r}."
    )
    if not isinstance(icon, str):
        raise TypeError(msg)
    if icon not in ICONS and not is_image(icon):
        raise ValueError(msg)
    return icon


def is_image_icon(icon: str) -> bool:
    """Return whether an icon is the URL of an image."""
    return icon not in ICONS and is_image(icon)
