"""Read the frames of one WebSocket within its limits."""

import asyncio

from liveflash.channel import close_codes
from liveflash.channel.limits import Limits, TokenBucket
from liveflash.channel.mailbox import RefusedFrame
from liveflash.exceptions import LiveFlashError, MalformedFrame
from liveflash.protocol import frames
from liveflash.protocol.frames import Envelope


class UnreadableFrame(LiveFlashError):
    """A frame that closes its socket with ``code``."""

    def __init__(self, reason: str, code: int) -> None:
        super().__init__(reason)
        self.code = code


class FrameReader:
    """Reads the frames of one WebSocket.

    Events may be larger than other frames, since they carry what visitors enter. The
    rate of large frames is limited by ``pause``, not by closing the socket: a visitor
    who types in a long text sends it often.
    """

    __slots__ = ("_bytes", "_frames", "_limits")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._frames = TokenBucket(limits.event_rate, limits.event_burst)
        # The bucket of the bytes of large frames; most sockets never send one.
        self._bytes: TokenBucket | None = None

    def read(self, text: str | None) -> Envelope | RefusedFrame:
        """Return a frame, without its payload if it is too big.

        Raise UnreadableFrame for one that has to close the socket.
        """
        if text is None:
            raise UnreadableFrame("a binary frame", close_codes.MALFORMED)
        if not self._frames.consume():
            raise UnreadableFrame("too many frames", close_codes.TOO_MANY)
        if len(text) > self._limits.frame_size:
            return self._read_large(text)
        try:
            return frames.read_lenient_envelope(text)
        except MalformedFrame as malformed:
            raise UnreadableFrame(str(malformed), close_codes.MALFORMED) from None

    def _read_large(self, text: str) -> Envelope | RefusedFrame:
        limits = self._limits
        unreadable = UnreadableFrame("a frame over the limit", close_codes.TOO_BIG)
        if len(text) > max(limits.event_size, limits.mailbox_size):
            raise unreadable
        try:
            envelope = frames.read_lenient_envelope(text)
        except MalformedFrame:
            raise unreadable from None
        if envelope.event == "event" and len(text) <= limits.event_size:
            return envelope
        return RefusedFrame(frames.without_payload(envelope), "too big")

    async def pause(self, text: str | None) -> None:
        """Wait after a large frame if more of them came than the rate allows."""
        limits = self._limits
        if text is None or len(text) <= limits.frame_size:
            return
        if self._bytes is None:
            size = limits.frame_size
            self._bytes = TokenBucket(
                limits.event_rate * size, limits.event_burst * size
            )
        await asyncio.sleep(self._bytes.overdraw(len(text)))
