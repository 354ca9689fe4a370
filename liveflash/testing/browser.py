"""What the tabs of one visitor share: cookies, and how pages are loaded."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import AsyncClient

from liveflash.storage.transfer import COOKIE
from liveflash.testing.connection import HOST, Connection
from liveflash.testing.exceptions import Impossible

MAX_REDIRECTS = 20
REDIRECTS = (301, 302, 303, 307, 308)


class Browser:
    """One visitor's browser: a Django test client, followed as browsers do."""

    def __init__(
        self, client: AsyncClient, headers: Mapping[str, str] | None = None
    ) -> None:
        self.client = client
        self._headers = dict(headers or {})

    async def load(
        self, url: str, data: Mapping[str, Any] | None = None
    ) -> tuple[str, Any]:
        """Load a page, by POST where there is ``data``; return its address and it.

        The response is None where a redirect leaves the site.
        """
        url = urljoin(_home(), url)
        for _ in range(MAX_REDIRECTS):
            if urlsplit(url).hostname != HOST:
                return url, None
            response = await self._request(url, data)
            self._drop_expired_cookies()
            if response.status_code not in REDIRECTS:
                return url, response
            data = data if response.status_code in (307, 308) else None
            url = urljoin(url, response["Location"])
        raise Impossible(f"{url} redirects without an end.")

    def connect(self, url: str) -> Connection:
        """A WebSocket of the page at ``url``, not yet open."""
        headers = self._headers | {"cookie": self._cookies()}
        return Connection(headers, scheme=urlsplit(url).scheme)

    def carry_flash(self, token: str) -> None:
        """Keep the token that goes along with a redirect, as the client does."""
        self.client.cookies[COOKIE] = token

    async def _request(self, url: str, data: Mapping[str, Any] | None) -> Any:
        path = urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl() or "/"
        secure = urlsplit(url).scheme == "https"
        headers = self._headers
        if data is None:
            return await self.client.get(path, secure=secure, headers=headers)
        return await self.client.post(path, data, secure=secure, headers=headers)

    def _cookies(self) -> str:
        cookies = self.client.cookies.values()
        return "; ".join(f"{cookie.key}={cookie.coded_value}" for cookie in cookies)

    def _drop_expired_cookies(self) -> None:
        for name, cookie in list(self.client.cookies.items()):
            if cookie["max-age"] == 0:
                del self.client.cookies[name]


def _home() -> str:
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    return f"{scheme}://{HOST}/"


def path_of(url: str) -> str:
    """What ``page.url`` tells of an address: of this site the path, else all of it."""
    parts = urlsplit(url)
    if parts.hostname != HOST:
        return url
    return parts._replace(scheme="", netloc="").geturl() or "/"
