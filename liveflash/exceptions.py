"""The errors of liveflash, under one root."""


class LiveFlashError(Exception):
    """Root of all errors that liveflash defines."""


class MalformedFrame(LiveFlashError):
    """Data from the socket that is no frame of the protocol; it closes the socket."""


class Refused(LiveFlashError):
    """A rejected frame. The client receives ``reason`` and nothing else."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidToken(LiveFlashError):
    """A token that is forged, expired, used, or issued to another visitor."""


class ConversionError(LiveFlashError):
    """A payload value that cannot be converted to the type of its parameter."""


class CallbackInterrupted(LiveFlashError):
    """A callback ended by an exception such as ``SystemExit`` or ``StopIteration``."""
