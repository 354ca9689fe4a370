"""Sizes of replies."""

from benchmarks.events.figures import Figures
from benchmarks.events.servers import Running


class Sizes:
    """The sizes of replies in bytes."""

    def __init__(self) -> None:
        self.put = Figures("put")
        self.clear = Figures("clear")
        self.again = Figures("put again")
        self.join = Figures("join")

    async def measure(self, run: Running) -> None:
        """Request each reply once, with realistic frame numbers."""
        name = run.server.name
        tab = run.tab()
        await tab.load()
        await tab.connect()
        self.join.add(name, await tab.join())
        for figures, action in (
            (self.put, tab.put),
            (self.clear, tab.clear),
            (self.again, tab.put),
        ):
            before = tab.received
            await action()
            figures.add(name, tab.received - before)
        await tab.close()
