"""A page of the tests' site, behind a real server that is reached as ``testserver``."""

from tests.protocol_client.in_process import HOST
from tests.protocol_client.network import NetworkServer, Visitor
from tests.protocol_client.page import LivePage


def new_visitor(port: int) -> Visitor:
    """Return a visitor of the server on a port of this machine."""
    return Visitor(f"http://127.0.0.1:{port}", host=HOST)


class ServedPage(LivePage):
    """A page of the server on a port of this machine."""

    def __init__(self, port: int, url: str, client: Visitor) -> None:
        super().__init__(NetworkServer(f"http://{HOST}", port), url, client)

    async def disconnect(self) -> None:
        """Lose the connection, and let the server take note of it."""
        await super().disconnect()
        await self.client.get("/plain/")
