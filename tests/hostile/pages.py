"""Pages with tokens that a hostile client may use."""

from dataclasses import dataclass
from typing import Any

from django.test import AsyncClient

from tests.asgi import application
from tests.protocol_client.frames import cookie_header, join_payload
from tests.protocol_client.in_process import new_page

ORIGIN = "http://testserver"


@dataclass(frozen=True, slots=True)
class Pages:
    """The cookies of the client's visitor, and page tokens by kind."""

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
        """Return the payload of a join."""
        is_path = isinstance(url, str) and url.startswith("/")
        payload = join_payload(
            f"{ORIGIN}{url}" if is_path else url,
            self.tokens[page],
            navigated=navigated,
            flash=flash,
        )
        return payload if params is None else {**payload, "params": params}


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
    return Pages(cookie_header(visitor.cookies), tokens)


async def _token(client: AsyncClient) -> str:
    page = new_page(application, "/trusting/", client)
    await page.get()
    return page.session
