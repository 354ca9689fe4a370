"""A basket: parameters by name, dependencies, flash, a patch and an include."""

# As views for pyview are written.
# ruff: noqa: UP045
# mypy: disable-error-code="override, assignment"

from dataclasses import dataclass, field
from typing import Optional

from liveflash.pyview import Depends, LiveView, LiveViewSocket, filters
from liveflash.pyview.events import AutoEventDispatch, event


@filters.register
def price(cents: int) -> str:
    """Return an amount of money as text."""
    return f"<{cents / 100:.2f}>"


@dataclass
class Paging:
    """The part of the basket that is shown."""

    page: int = 1
    size: int = 2


@dataclass
class Basket:
    """What a customer buys."""

    items: list[str] = field(default_factory=list)
    paging: Paging = field(default_factory=Paging)
    note: Optional[str] = None

    @property
    def cents(self) -> int:
        """The price of all items."""
        return 250 * len(self.items)


def shop() -> list[str]:
    """Return what there is at first."""
    return ["Tea"]


class BasketView(AutoEventDispatch, LiveView[Basket]):
    """A view whose callbacks name what they need."""

    async def mount(
        self, socket: LiveViewSocket[Basket], items: list[str] = Depends(shop)
    ) -> None:
        socket.context = Basket(items=list(items))
        socket.live_title = "Basket"

    async def handle_params(
        self, socket: LiveViewSocket[Basket], paging: Paging
    ) -> None:
        socket.context.paging = paging

    @event
    async def add(
        self,
        name: Optional[str],
        socket: LiveViewSocket[Basket],
    ) -> None:
        """Add an item."""
        if not name:
            socket.put_flash("error", "A name is missing.")
            return
        socket.context.items.append(name)
        socket.put_flash("info", f"{name} added.")

    @event("next")
    async def show_next(self, socket: LiveViewSocket[Basket]) -> None:
        """Show the next page."""
        page = socket.context.paging.page + 1
        await socket.push_patch("/basket", {"page": page, "size": 3})

    async def handle_event(self, event: str, socket: LiveViewSocket[Basket]) -> None:
        if event == "clear":
            socket.context.items.clear()
            socket.clear_flash()
