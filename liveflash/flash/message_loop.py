"""Django's messages that a page shows in a loop of its own.

A page may have ``{% liveflash %}`` too. Each message is shown by the first of the two
that is rendered, and stays there.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message


@contextmanager
def rendering(flash: Flash) -> Iterator[None]:
    """Leave the messages that are read by loops meanwhile to them."""
    flash.is_rendering = True
    flash.renders += 1
    try:
        yield
    finally:
        flash.is_rendering = False


def in_loop(flash: Flash) -> tuple[Message, ...]:
    """Return the messages that a loop shows if it is rendered now."""
    return tuple(_in_loop(flash))


def show_in_loop(flash: Flash) -> tuple[Message, ...]:
    """Return the messages of a loop; if it is being rendered, leave them to it."""
    shown = in_loop(flash)
    if not flash.is_rendering:
        return shown
    for message in shown:
        if not message.is_in_loop:
            flash.change(replace(message, is_in_loop=True))
    if shown:
        # The page around {% liveflash %} depends on the flash.
        flash.was_read = True
    return shown


def _in_loop(flash: Flash) -> Iterator[Message]:
    for message in flash.messages:
        if message.django_level is not None and (
            message.is_in_loop or not _is_presented(flash, message.id)
        ):
            yield message


def _is_presented(flash: Flash, message_id: str) -> bool:
    """Return whether a tag of the page has shown a message."""
    return any(message_id in shown for _options, shown in flash.presented.values())
