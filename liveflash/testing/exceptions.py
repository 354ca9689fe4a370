"""Errors that fail a test."""

from liveflash.exceptions import LiveFlashError


class Impossible(LiveFlashError, AssertionError):
    """A user could not do this: the page offers no such element or action."""


class ServerRefused(LiveFlashError, AssertionError):
    """The server did not carry out what the page sent."""


class ViewCrashed(LiveFlashError, AssertionError):
    """A view raised an error that the kit could not read from the log."""
