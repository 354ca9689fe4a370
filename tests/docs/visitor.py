"""A visitor of a running server: load a live page, join it, leave."""

import json
import re
import ssl
import time
from http.client import HTTPConnection, HTTPSConnection
from http.cookies import SimpleCookie
from urllib.parse import urlsplit

from websockets import Origin
from websockets.sync.client import ClientConnection, connect

PATIENCE = 30.0

Trusted = ssl.SSLContext | None

_ROOT = re.compile(
    r'<div id="(?P<id>[^"]+)" data-phx-main data-phx-session="(?P<token>[^"]+)"'
)


def visit(address: str, path: str, context: Trusted = None) -> dict[str, object]:
    """Load and join the page; return the tree that the server renders."""
    html, cookies = load(address, path, context)
    root = _ROOT.search(html)
    assert root, html
    with dial(address, cookies, context=context) as connection:
        return join(connection, f"{address}{path}", root["id"], root["token"])


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
            cookies = SimpleCookie()
            for header in response.headers.get_all("Set-Cookie", []):
                cookies.load(header)
            pairs = (f"{each.key}={each.coded_value}" for each in cookies.values())
            return html, "; ".join(pairs)
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
        f"{address.replace('http', 'ws', 1)}/live/websocket?vsn=2.0.0",
        origin=Origin(origin or address),
        ssl=context,
        additional_headers={"Cookie": cookies},
        proxy=None,
        open_timeout=PATIENCE,
    )


def join(
    connection: ClientConnection, url: str, page_id: str, token: str
) -> dict[str, object]:
    """Join a page; return its tree."""
    params = {"_csrf_token": "", "_mounts": 0, "_mount_attempts": 0}
    payload = {"url": url, "session": token, "static": None, "params": params}
    connection.send(json.dumps(["1", "1", f"lv:{page_id}", "phx_join", payload]))
    *_frame, reply = json.loads(connection.recv(PATIENCE))
    assert reply["status"] == "ok", reply
    rendered: dict[str, object] = reply["response"]["rendered"]
    return rendered
