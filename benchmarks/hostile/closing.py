"""Wait for a server to close a socket."""

from benchmarks.hostile.client import Socket
from benchmarks.hostile.figures import Stopwatch, seconds


async def describe_close(socket: Socket, patience: float) -> str:
    """Return after how many seconds the server closes, and with which code."""
    watch = Stopwatch()
    code = await socket.wait_for_close(patience)
    if code is None:
        return f"not within {patience:.0f} s"
    return f"{seconds(watch.elapsed)} ({code})"
