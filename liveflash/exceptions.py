"""The errors of liveflash, under one root."""


class LiveFlashError(Exception):
    """Root of every error that liveflash raises for reasons of its own."""


class MalformedFrame(LiveFlashError):
    """What came over the socket is no frame of the protocol: the socket is closed."""


class Refused(LiveFlashError):
    """A frame that is not carried out; ``reason`` is all that the client is told."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidToken(LiveFlashError):
    """A token that is forged, expired, somebody else's or used up."""


class CallbackInterrupted(LiveFlashError):
    """A callback ended by an exception such as ``SystemExit`` or ``StopIteration``."""
