"""A page that acknowledges pushed messages."""

from typing import Any

import pytest

from tests.asgi import application
from tests.protocol_client.in_process import InProcessServer
from tests.protocol_client.page import LivePage, Server


class Tab(LivePage):
    """One tab on a live page.

    ``unacknowledged`` has the messages that the server wants to be acknowledged,
    ``acknowledged`` the others; both map ids to revisions.
    """

    def __init__(self, url: str, client: Any, server: Server | None = None) -> None:
        super().__init__(server or InProcessServer(application), url, client)
        self.unacknowledged: dict[str, int] = {}
        self.acknowledged: dict[str, int] = {}

    async def wait_for_texts(self, *texts: str) -> None:
        """Wait until the page shows exactly these messages."""
        while self.texts != list(texts):
            try:
                await self.receive_push()
            except TimeoutError:
                pytest.fail(f"The page still shows {self.texts}, not {list(texts)}.")

    async def acknowledge(self) -> None:
        """Report the messages on screen, as the client does."""
        shown = dict(self.unacknowledged)
        self.acknowledged.update(shown)
        await self.event("lv:flash-shown", {"shown": shown}, "hook")
        self.unacknowledged = dict(self.unacknowledged.items() - shown.items())

    async def settle(self) -> None:
        """Wait until the server has handled all earlier frames."""
        await self.event("nothing")

    def join_payload(self) -> dict[str, Any]:
        payload = super().join_payload()
        payload["params"]["_shown"] = self.acknowledged
        return payload

    def apply_diff(self, diff: dict[str, Any]) -> None:
        super().apply_diff(diff)
        for event, payload in diff.get("e", ()):
            if event == "liveflash:ack":
                self.unacknowledged.update(payload["shown"])
