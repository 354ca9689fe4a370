"""A page whose scripts send requests, and fetch the messages of the responses."""

import secrets
from typing import Any

from asgiref.sync import async_to_sync
from django.test import AsyncClient, Client
from selectolax.lexbor import LexborHTMLParser

from liveflash.storage import tokens


def texts_in(html: str) -> list[str]:
    """Return the texts of the message elements."""
    tree = LexborHTMLParser(html)
    return [each.text(strip=True) for each in tree.css(".liveflash-text")]


class Page:
    """A document of a visitor; ``options`` are those of its ``{% liveflash %}``."""

    def __init__(self, client: Client | AsyncClient, **options: Any) -> None:
        self.client = client
        self.page_id = secrets.token_urlsafe(8)
        self.options = tokens.stack_token(options)

    def send(self, method: str, url: str, **options: Any) -> Any:
        """Send a request without the mark of the page."""
        request: Any = getattr(self.client, method)
        if isinstance(self.client, AsyncClient):
            request = async_to_sync(request)
        return request(url, **options)

    def load(self, url: str) -> list[str]:
        """Load a page, and return the texts of its messages."""
        return texts_in(self.send("get", url).content.decode())

    def request(self, url: str, method: str = "get", **headers: str) -> Any:
        """Send a marked request, and follow its redirects as ``fetch`` does."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        marked = {"Liveflash-Page": self.page_id, **named}
        response = self.send(method, url, headers=marked)
        if 300 <= response.status_code < 400:
            return self.request(response["Location"], **headers)
        return response

    def fetch(self, token: str, options: str | None = None) -> Any:
        """Fetch the messages that a token names."""
        headers = {
            "Liveflash-Page": self.page_id,
            "Liveflash-Fetch": token,
            "Liveflash-Options": self.options if options is None else options,
        }
        return self.send("get", "/nowhere/", headers=headers)

    def messages(self, response: Any) -> list[str]:
        """Return the texts of the messages that come with a response."""
        token = response.headers.get("Liveflash-Messages")
        return [] if token is None else self.fetched(token)

    def fetched(self, token: str) -> list[str]:
        """Return the texts of the messages that a token names."""
        return texts_in(self.fetch(token).content.decode())
