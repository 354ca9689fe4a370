"""Origins and tokens in every form that could be tried."""

from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.conf import settings as site_settings
from django.core import signing as django_signing
from django.test import AsyncClient

from tests.asgi import application
from tests.conftest import OpenPage
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage

pytestmark = pytest.mark.django_db(transaction=True)

UNAUTHORIZED = {"status": "error", "response": {"reason": "unauthorized"}}
INVALID = {"status": "error", "response": {"reason": "invalid token"}}


async def is_admitted(
    origin: str | None, host: str, scheme: str = "ws", *more: tuple[bytes, bytes]
) -> bool:
    """Return True if a handshake with these headers is accepted."""
    headers = [(b"host", host.encode()), *more]
    if origin is not None:
        headers.append((b"origin", origin.encode("latin1")))
    socket = WebsocketCommunicator(application, "/live/websocket", headers)
    socket.scope["scheme"] = scheme
    connected, code = await socket.connect()
    if connected:
        await socket.disconnect()
    else:
        assert code == 4403
    return bool(connected)


@pytest.mark.parametrize(
    ("origin", "host", "scheme"),
    [
        ("http://testserver", "testserver", "ws"),
        ("https://testserver", "testserver", "wss"),
        ("http://testserver:8000", "testserver:8000", "ws"),
        ("http://[::1]", "[::1]", "ws"),
        ("http://[::1]:8000", "[::1]:8000", "ws"),
        ("http://127.0.0.1:8000", "127.0.0.1:8000", "ws"),
    ],
)
async def test_a_page_of_this_site_is_admitted(
    settings: Any, origin: str, host: str, scheme: str
) -> None:
    settings.ALLOWED_HOSTS = ["testserver", "[::1]", "127.0.0.1"]
    assert await is_admitted(origin, host, scheme)


@pytest.mark.parametrize("hosts", [["testserver", "[::1]"], ["*"]], ids=["", "any"])
@pytest.mark.parametrize(
    ("origin", "host", "scheme"),
    [
        (None, "testserver", "ws"),
        ("", "testserver", "ws"),
        ("null", "testserver", "ws"),
        ("NULL", "testserver", "ws"),
        ("*", "testserver", "ws"),
        ("testserver", "testserver", "ws"),
        ("//testserver", "testserver", "ws"),
        ("http://", "testserver", "ws"),
        ("http:/testserver", "testserver", "ws"),
        ("https://testserver", "testserver", "ws"),
        ("http://testserver", "testserver", "wss"),
        ("ws://testserver", "testserver", "ws"),
        ("file://testserver", "testserver", "ws"),
        ("http://testserver:80", "testserver", "ws"),
        ("http://testserver:8001", "testserver:8000", "ws"),
        ("http://testserver", "testserver:8000", "ws"),
        ("http://testserver.evil.example", "testserver", "ws"),
        ("http://eviltestserver", "testserver", "ws"),
        ("http://sub.testserver", "testserver", "ws"),
        ("http://testserver.", "testserver", "ws"),
        ("http://testserver@evil.example", "testserver", "ws"),
        ("http://evil.example#testserver", "testserver", "ws"),
        ("http://evil.example/testserver", "testserver", "ws"),
        ("http://evil.example\\testserver", "testserver", "ws"),
        ("http://testserver evil.example", "testserver", "ws"),
        ("http://testserver, http://evil.example", "testserver", "ws"),
        ("http://evil.example http://testserver", "testserver", "ws"),
        ("http://[::1", "[::1]", "ws"),
        ("http://[::2]", "[::1]", "ws"),
        ("http://[::1]:81", "[::1]", "ws"),
        ("http://[::ffff:127.0.0.1]", "[::1]", "ws"),
        ("http://localhost", "[::1]", "ws"),
        ("http://test\xe9server", "testserver", "ws"),
        ("http://testserver\x00", "testserver", "ws"),
    ],
)
async def test_a_join_with_a_url_of_another_site_is_refused(
    settings: Any, hosts: list[str], origin: str | None, host: str, scheme: str
) -> None:
    settings.ALLOWED_HOSTS = hosts
    assert not await is_admitted(origin, host, scheme)


@pytest.mark.parametrize("header", [b"x-forwarded-host", b"forwarded", b"referer"])
async def test_no_other_header_replaces_the_origin(header: bytes) -> None:
    foreign = "http://evil.example"
    assert not await is_admitted(
        foreign, "testserver", "ws", (header, foreign.removeprefix("http://").encode())
    )


@pytest.mark.parametrize(
    "origins",
    [
        (b"http://evil.example", b"http://testserver"),
        (b"http://testserver", b"http://evil.example"),
    ],
    ids=["foreign first", "foreign last"],
)
async def test_two_origins_are_none(origins: tuple[bytes, bytes]) -> None:
    first, second = origins
    assert not await is_admitted(
        second.decode(), "testserver", "ws", (b"origin", first)
    )


async def test_a_host_that_is_not_allowed_is_refused() -> None:
    assert not await is_admitted("http://evil.example", "evil.example")


# --- tokens ---------------------------------------------------------------------------


async def loaded(client: AsyncClient | None = None) -> LivePage:
    page = new_page(application, "/stage/", client)
    await page.get()
    await page.connect()
    return page


@pytest.mark.parametrize("length", [0, 1, 10, 30, -1, -2, -43])
async def test_a_page_token_that_was_cut_is_refused(length: int) -> None:
    page = await loaded()
    assert await page.join(session=page.session[:length]) == INVALID


@pytest.mark.parametrize("place", range(3), ids=["contents", "time", "signature"])
async def test_a_page_token_with_a_part_of_another_is_refused(place: int) -> None:
    page, other = await loaded(), await loaded()
    parts, theirs = page.session.split(":"), other.session.split(":")
    if place == 1:  # both may be of the same second
        theirs[1] = parts[1][:-1] + chr(ord(parts[1][-1]) ^ 1)
    parts[place] = theirs[place]
    assert await page.join(session=":".join(parts)) == INVALID


@pytest.mark.parametrize(
    "salt",
    [
        "",
        "liveflash",
        "liveflash.transfer",
        "liveflash.store.page",
        "django.core.signing",
        "django.contrib.sessions.backends.signed_cookies",
    ],
)
async def test_a_page_token_signed_for_something_else_is_refused(salt: str) -> None:
    page = await loaded()
    contents = django_signing.loads(page.session, salt="liveflash.page")
    forged = django_signing.dumps(contents, salt=salt)
    assert await page.join(session=forged) == INVALID


async def test_a_transfer_token_is_no_page_token(live: OpenPage) -> None:
    page = await live("/stage/")
    go = {"how": "navigate", "to": "/other/", "text": "Hello"}
    reply = await page.event("go", go)
    token = reply["response"]["live_redirect"]["flash"]
    assert await page.join(session=token, params={"_mounts": 0}) == INVALID


async def test_a_page_token_is_no_transfer_token(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.navigate("/other/", page.session)
    assert "liveflash-text" not in page.html


async def test_a_page_token_is_void_after_the_log_out() -> None:
    client = AsyncClient()
    await client.get("/login/?name=ada")
    page = await loaded(client)
    await client.get("/logout/")
    await page.connect()
    assert await page.join() == INVALID


async def test_a_page_token_is_not_its_users_in_another_session() -> None:
    first, second = AsyncClient(), AsyncClient()
    for client in (first, second):
        await client.get("/login/?name=ada")
    page = await loaded(first)
    page.client = second
    await page.connect()
    assert await page.join() == INVALID


async def test_a_page_is_joined_after_its_key_was_rotated(settings: Any) -> None:
    page = await loaded()
    settings.SECRET_KEY_FALLBACKS = [site_settings.SECRET_KEY]
    settings.SECRET_KEY = "the-next-one"
    assert (await page.join())["status"] == "ok"
    await page.disconnect()  # with this key, which names the groups of the page


async def test_a_page_is_not_joined_after_its_key_was_dropped(settings: Any) -> None:
    page = await loaded()
    settings.SECRET_KEY = "another-one"
    assert await page.join() == INVALID
