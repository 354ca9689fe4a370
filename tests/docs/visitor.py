"""A visitor of a running server: load a live page, join it, leave."""

import json
import ssl
import time
from http.client import HTTPConnection, HTTPSConnection
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from websockets import Origin
from websockets.sync.client import ClientConnection, connect

from tests.protocol_client.frames import (
    SOCKET_PATH,
    PageRoot,
    cookie_header,
    find_root,
    frame,
    join_payload,
)

PATIENCE = 30.0

Trusted = ssl.SSLContext | None


def visit(address: str, path: str, context: Trusted = None) -> dict[str, object]:
    """Load and join the page; return the tree that the server renders."""
    html, cookies = load(address, path, context)
    root = find_root(html)
    assert root, html
    with dial(address, cookies, context=context) as connection:
        return join(connection, f"{address}{path}", root)


def load(address: str, path: str, context: Trusted = None) -> tuple[str, str]:
    """GET a page as soon as the server answers; return its text and its cookies."""
    host = urlsplit(address).netloc
    deadline = time.monotonic() + PATIENCE
    while True:
        connection = _connection(host, context)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            html = response.read().decode()
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            assert response.status == 200, f"{response.status} {path}\n{html[:2000]}"
            cookies: SimpleCookie = SimpleCookie()
            for header in response.headers.get_all("Set-Cookie", []):
                cookies.load(header)
            return html, cookie_header(cookies)
        finally:
            connection.close()


def _connection(host: str, context: Trusted) -> HTTPConnection:
    if context is None:
        return HTTPConnection(host, timeout=PATIENCE)
    return HTTPSConnection(host, timeout=PATIENCE, context=context)


def dial(
    address: str, cookies: str = "", *, origin: str = "", context: Trusted = None
) -> ClientConnection:
    """Open the WebSocket as a page of the site, or of another ``origin``, does."""
    return connect(
        f"{address.replace('http', 'ws', 1)}{SOCKET_PATH}",
        origin=Origin(origin or address),
        ssl=context,
        additional_headers={"Cookie": cookies},
        proxy=None,
        open_timeout=PATIENCE,
    )


def join(connection: ClientConnection, url: str, root: PageRoot) -> dict[str, object]:
    """Join a page; return its tree."""
    payload = join_payload(url, root.session, static=root.static)
    connection.send(frame("1", "1", root.topic, "phx_join", payload))
    *_frame, reply = json.loads(connection.recv(PATIENCE))
    assert reply["status"] == "ok", reply
    rendered: dict[str, object] = reply["response"]["rendered"]
    return rendered
