"""A tab that is pushed to."""

from typing import Any

import pytest
from django.test import AsyncClient

from tests.asgi import application
from tests.journeys.tab import shown
from tests.protocol_client import LivePage


class Tab(LivePage):
    """One tab on a live page.

    ``asked`` is what it has to acknowledge, ``seen`` what it has acknowledged.
    """

    def __init__(self, url: str, client: AsyncClient) -> None:
        super().__init__(application, url, client)
        self.asked: dict[str, int] = {}
        self.seen: dict[str, int] = {}

    @property
    def texts(self) -> list[str]:
        """The texts of the messages on screen."""
        return shown(self.html)

    async def open(self) -> None:
        """Load the page, connect and join."""
        await self.get()
        await self.connect()
        await self.join()

    async def join(self, **changes: Any) -> dict[str, Any]:
        reply = await super().join(**changes)
        self._note(reply["response"].get("rendered", {}))
        return reply

    async def shows(self, *texts: str) -> None:
        """Wait until the page shows exactly these messages."""
        while self.texts != list(texts):
            try:
                _join_ref, _ref, topic, name, body = await self.receive()
            except TimeoutError:
                pytest.fail(f"The page still shows {self.texts}, not {list(texts)}.")
            self._take_push(topic, name, body)

    async def acknowledge(self) -> None:
        """Tell what the page shows, as the client does."""
        asked = dict(self.asked)
        self.seen.update(asked)
        await self.event("lv:flash-shown", {"shown": asked}, "hook")
        self.asked = dict(self.asked.items() - asked.items())

    async def settle(self) -> None:
        """Wait until the server has carried out what it was sent before."""
        await self.event("nothing")

    def _join_payload(self) -> dict[str, Any]:
        payload = super()._join_payload()
        payload["params"]["_shown"] = self.seen
        return payload

    def _take_push(self, topic: str, name: str, body: Any) -> None:
        super()._take_push(topic, name, body)
        if name == "diff":
            self._note(body)

    def _merged(self, reply: dict[str, Any]) -> dict[str, Any]:
        merged = super()._merged(reply)
        self._note(reply["response"].get("diff", {}))
        return merged

    def _note(self, tree: dict[str, Any]) -> None:
        for event, payload in tree.get("e", ()):
            if event == "liveflash:ack":
                self.asked.update(payload["shown"])
