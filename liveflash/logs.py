"""Text from clients, made safe and short for the log."""

from typing import Any

from liveflash import conf

MAX_LOGGED_CHARACTERS = 200

HIDDEN_TEXT = "(shown with DEBUG)"


def client_text(value: Any) -> str:
    """Return a value that a client has sent as one short line for the log.

    Return a placeholder unless ``DEBUG`` is on: without it, the log contains nothing
    that a visitor has sent.
    """
    if not conf.debug():
        return HIDDEN_TEXT
    try:
        text = repr(value)
    except RecursionError:
        return f"<deeply nested {type(value).__name__}>"
    if len(text) <= MAX_LOGGED_CHARACTERS:
        return text
    return f"{text[:MAX_LOGGED_CHARACTERS]}…"
