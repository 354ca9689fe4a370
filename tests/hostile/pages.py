"""The pages whose tokens a hostile client has got hold of."""

from dataclasses import dataclass
from typing import Any

from django.test import AsyncClient

from tests.asgi import application
from tests.protocol_client import LivePage

ORIGIN = "http://testserver"


@dataclass(frozen=True, slots=True)
class Pages:
    """The cookies of the client's visitor, and page tokens by what they are."""

    cookies: str
    tokens: dict[str, str]

    def join(
        self,
        page: str,
        url: Any,
        *,
        navigated: bool = False,
        flash: Any = None,
        params: Any = None,
    ) -> dict[str, Any]:
        """The payload of a join."""
        is_path = isinstance(url, str) and url.startswith("/")
        return {
            "redirect" if navigated else "url": f"{ORIGIN}{url}" if is_path else url,
            "params": {"_mounts": 0} if params is None else params,
            "session": self.tokens[page],
            "static": None,
            **({} if flash is None else {"flash": flash}),
        }


async def load_pages() -> Pages:
    """Load pages as two visitors."""
    visitor, another = AsyncClient(), AsyncClient()
    own = [await _token(visitor) for _ in range(3)]
    foreign = await _token(another)
    contents, time, signature = own[0].split(":")
    tokens = {
        "own": own[0],
        "other": own[1],
        "witness": own[2],
        "foreign": foreign,
        "expired": f"{contents}:1:{signature}",
        "cut": own[0][:-3],
        "forged": f"{contents[::-1]}:{time}:{signature}",
    }
    cookies = "; ".join(f"{c.key}={c.value}" for c in visitor.cookies.values())
    return Pages(cookies, tokens)


async def _token(client: AsyncClient) -> str:
    page = LivePage(application, "/trusting/", client)
    await page.get()
    return page.session
