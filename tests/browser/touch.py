"""Fingers and pens on a page, by the protocol of Chromium's developer tools."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import CDPSession, Locator, Page

Point = tuple[float, float]

STEPS = 5


@dataclass
class Finger:
    """A finger on a page: put down, moved in steps and lifted."""

    cdp: CDPSession
    at: Point = (0, 0)
    others: list[Point] = field(default_factory=list)

    async def touch(self, where: Locator | Point) -> None:
        """Put the finger down, in the middle of an element or at a point."""
        self.at = await middle(where) if isinstance(where, Locator) else where
        await self._send("touchStart", [*self.others, self.at])

    async def move(self, x: float, y: float = 0) -> None:
        """Move the finger by so many pixels."""
        start = self.at
        for step in range(1, STEPS + 1):
            part = step / STEPS
            self.at = (start[0] + x * part, start[1] + y * part)
            await self._send("touchMove", [*self.others, self.at])

    async def lift(self) -> None:
        """Lift the finger, and all others."""
        self.others = []
        await self._send("touchEnd", [])

    async def cancel(self) -> None:
        """Have the browser take the touch away."""
        await self._send("touchCancel", [])

    async def _send(self, kind: str, points: Sequence[Point]) -> None:
        sent: list[Any] = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        arguments = {"type": kind, "touchPoints": sent}
        await self.cdp.send("Input.dispatchTouchEvent", arguments)


async def finger_on(page: Page) -> Finger:
    """Return a finger that does not touch the page yet."""
    return Finger(await page.context.new_cdp_session(page))


async def swipe(page: Page, where: Locator, x: float, y: float = 0) -> None:
    """Put a finger on an element, move it by so many pixels and lift it."""
    finger = await finger_on(page)
    await finger.touch(where)
    await finger.move(x, y)
    await finger.lift()


async def drag_with(page: Page, kind: str, where: Locator, x: float) -> None:
    """Press a ``mouse`` or a ``pen`` on an element and move it by so many pixels."""
    cdp = await page.context.new_cdp_session(page)
    left, top = await middle(where)
    moves = [("mousePressed", 0), *(("mouseMoved", n) for n in range(1, STEPS + 1))]
    for event, step in [*moves, ("mouseReleased", STEPS)]:
        arguments = {
            "type": event,
            "x": left + x * step / STEPS,
            "y": top,
            "button": "left",
            "buttons": 0 if event == "mouseReleased" else 1,
            "clickCount": 1,
            "pointerType": kind,
        }
        await cdp.send("Input.dispatchMouseEvent", arguments)


async def middle(where: Locator) -> Point:
    """Return the middle of an element."""
    box = await where.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
