"""What the log may hold of what a client has sent."""

from typing import Any

from liveflash import conf

MAX_LENGTH = 200

HIDDEN = "(shown with DEBUG)"


def client_text(value: Any) -> str:
    """Return what a client has sent as one short line for the log.

    Without ``DEBUG`` the log holds nothing that a visitor has sent.
    """
    if not conf.debug():
        return HIDDEN
    text = repr(value)
    return text if len(text) <= MAX_LENGTH else f"{text[:MAX_LENGTH]}…"
