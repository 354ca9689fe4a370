"""One visitor's browser: it loads pages, and its tabs share cookies."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.test import AsyncClient

from liveflash.storage.flash_cookie import COOKIE
from liveflash.testing.connection import HOST, Connection
from liveflash.testing.exceptions import Impossible, ServerRefused
from liveflash.testing.js import PlainAction
from liveflash.views.actions import ACTION_HEADER
from liveflash.views.response_flash import PAGE_HEADER

MAX_REDIRECTS = 20
REDIRECT_CODES = (301, 302, 303, 307, 308)
METHOD_PRESERVING_CODES = (307, 308)


class Browser:
    """A Django test client that follows redirects as a browser does."""

    def __init__(
        self, client: AsyncClient, headers: Mapping[str, str] | None = None
    ) -> None:
        self.client = client
        self._headers = dict(headers or {})

    async def load(
        self, url: str, data: Mapping[str, Any] | None = None
    ) -> tuple[str, Any]:
        """Load a page, with ``data`` by POST; return its URL and response.

        The response is None after a redirect to another site.
        """
        url = urljoin(_base_url(), url)
        for _ in range(MAX_REDIRECTS):
            if urlsplit(url).hostname != HOST:
                return url, None
            response = await self._request(url, data)
            self._drop_expired_cookies()
            if response.status_code not in REDIRECT_CODES:
                return url, response
            if response.status_code not in METHOD_PRESERVING_CODES:
                data = None
            url = urljoin(url, response["Location"])
        raise Impossible(f"{url} redirected more than {MAX_REDIRECTS} times.")

    async def act(self, url: str, token: str, action: PlainAction) -> Any:
        """Send the event of an action as the client does; return the response.

        Raise ServerRefused if it was not handled.
        """
        marks = {PAGE_HEADER: "test", ACTION_HEADER: "1", "X-CSRFToken": token}
        response = await self.client.post(
            urlsplit(url).path,
            {"event": action.event, "value": action.value, "id": action.message_id},
            content_type="application/json",
            secure=urlsplit(url).scheme == "https",
            headers={**self._headers, **marks},
        )
        if response.headers.get(ACTION_HEADER) != "done":
            msg = (
                f"Nothing has handled the action {action.event!r} of a message, status "
                f"{response.status_code}: set LIVEFLASH_ACTIONS."
            )
            raise ServerRefused(msg)
        return response

    def connect(self, url: str) -> Connection:
        """Return a WebSocket for the page at ``url``, not yet open."""
        headers = self._headers | {"cookie": self._cookies()}
        return Connection(headers, scheme=urlsplit(url).scheme)

    def set_flash_cookie(self, token: str) -> None:
        """Store the flash token of a redirect in a cookie, as the client does."""
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


def _base_url() -> str:
    scheme = "https" if settings.SECURE_SSL_REDIRECT else "http"
    return f"{scheme}://{HOST}/"


def relative_url(url: str) -> str:
    """Return the path and query of a URL of this site, or all of another site's URL."""
    parts = urlsplit(url)
    if parts.hostname != HOST:
        return url
    return parts._replace(scheme="", netloc="").geturl() or "/"
