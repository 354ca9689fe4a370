"""A tab of a browser: it goes where its user and the server send it."""

import re
from typing import Any
from urllib.parse import urlencode

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application
from django.test import AsyncClient

from liveflash.channel import subrequest
from liveflash.routing import websocket_urlpatterns
from liveflash.storage.flash_cookie import COOKIE
from tests.protocol_client.frames import event_payload
from tests.protocol_client.in_process import InProcessServer, new_page
from tests.protocol_client.page import LivePage, message_texts

STACK_TOPIC = "lv:liveflash-root"
REDIRECTS = (301, 302)


def items(html: str) -> list[str]:
    """The messages as ``key|tags|value|seconds left``."""
    return re.findall(r"<i>(.*?)</i>", html)


def value(html: str) -> str:
    """Return how the page renders a value: by name, by index and through filters."""
    found = re.search(r'<pre id="value">(.*?)</pre>', html)
    assert found is not None
    return found[1]


def new_server() -> Any:
    """An ASGI application that knows nothing of what another has served."""
    subrequest._handler.cache_clear()
    return ProtocolTypeRouter(
        {
            "http": get_asgi_application(),
            "websocket": URLRouter(websocket_urlpatterns),
        }
    )


class Tab:
    """One tab.

    ``page`` is the live page that it has joined, None on a plain one, whose stack does
    not join. ``http`` is what
    its last load showed, ``joined`` what its last join did; None where there was none.
    ``html`` is that of its last load.
    """

    def __init__(self, client: AsyncClient | None = None) -> None:
        self.client = client or AsyncClient()
        self.server = new_server()
        self.page: LivePage | None = None
        self.http: list[str] | None = None
        self.joined: list[str] | None = None
        self.url = self.html = ""

    @property
    def live(self) -> LivePage:
        """The live page."""
        assert self.page is not None
        return self.page

    @property
    def shown(self) -> list[str]:
        """The texts of the messages on screen."""
        return self.live.texts if self.page else self.http or []

    @property
    def ids(self) -> list[str]:
        """The ids of the messages on the live page."""
        return re.findall(r'<liveflash-message id="liveflash-([^"]+)"', self.live.html)

    def forget(self) -> None:
        """Start recording again."""
        self.http = self.joined = None

    async def load(self, url: str) -> Any:
        """Load a page, and join it where it is live; return its HTTP response."""
        await self.leave()
        page = new_page(self.server, url, self.client)
        response = await page.get()
        while response.status_code in REDIRECTS:
            page.url = response["Location"]
            response = await page.get()
        self._drop_expired_cookies()
        self.url = page.url
        self.html = response.content.decode()
        self.http, self.joined = message_texts(self.html), None
        if page.session and page.topic != STACK_TOPIC:
            self.page = page
            await page.connect()
            await self._joined(await page.join())
        return response

    async def leave(self) -> None:
        """Disconnect the page."""
        if self.page is not None:
            await self.page.disconnect()
            self.page = None

    async def act(self, name: str, **fields: Any) -> None:
        """Have the live page handle an event, and go where its answer leads."""
        reply = await self.live.submit(name, fields)
        await self.follow(reply["response"])
        if "diff" in reply["response"]:
            self.joined = self.shown

    async def act_unanswered(self, name: str, **fields: Any) -> None:
        """Have the live page handle an event, and lose its answer."""
        value = urlencode(fields, doseq=True)
        await self.live.post("event", event_payload(name, value, "form"))

    async def patch(self, url: str) -> None:
        """Follow a link to another URL of the live page's view."""
        await self.live.patch(url)
        self.url, self.joined = url, self.shown

    async def follow(self, response: dict[str, Any]) -> None:
        """Go where a response sends the client."""
        match response:
            case {"redirect": target}:
                await self._load_with(target["to"], target.get("flash"))
            case {"live_redirect": target}:
                await self.navigate(target["to"], target.get("flash"))

    async def navigate(self, url: str, flash: str | None = None) -> None:
        """Go to another live page without a load; where that fails, load it."""
        try:
            reply = await self.live.navigate(url, flash)
        except ConnectionAbortedError:
            await self.load(url)
            return
        self.url = url
        await self._joined(reply, flash)

    async def reconnect(self) -> None:
        """Lose the connection and get it back."""
        await self._joined(await self.live.reconnect())

    async def restart(self) -> None:
        """Have the server replaced by a new one; a live page joins that one."""
        if self.page is not None:
            await self.page.disconnect()
        self.server = new_server()
        cookies = self.client.cookies
        self.client = AsyncClient()
        self.client.cookies = cookies
        if self.page is not None:
            self.page.server = InProcessServer(self.server)
            self.page.client = self.client
            await self.page.connect()
            await self._joined(await self.page.join())

    async def _joined(self, reply: dict[str, Any], flash: str | None = None) -> None:
        if reply["status"] == "ok":
            self.joined = self.shown
        elif reply["response"].get("reason") == "unauthorized":
            await self._load_with(self.url, flash)
        else:
            await self.follow(reply["response"])

    async def _load_with(self, url: str, flash: str | None) -> None:
        """Load a page as the client does, which writes the token into a cookie."""
        if flash is not None:
            self.client.cookies[COOKIE] = flash
        await self.load(url)

    def _drop_expired_cookies(self) -> None:
        for name, cookie in list(self.client.cookies.items()):
            if cookie["max-age"] == 0:
                del self.client.cookies[name]
