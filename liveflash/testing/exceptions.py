"""Why a test fails where a user would have got no further."""

from liveflash.exceptions import LiveFlashError


class Impossible(LiveFlashError, AssertionError):
    """A user could not have done that: the page offers no such thing."""


class ServerRefused(LiveFlashError, AssertionError):
    """The server did not carry out what the page sent."""


class ViewCrashed(LiveFlashError, AssertionError):
    """A view raised something that did not come to the test's ears."""
