"""Joins: the internal GET, tokens, the Origin of the handshake, and refusals."""

import json
import logging
from typing import Any

import pytest
from channels.testing import WebsocketCommunicator
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.test import AsyncClient

from tests.asgi import application
from tests.conftest import OpenPage
from tests.permissions import permit_adding_groups
from tests.protocol_client.in_process import new_page
from tests.protocol_client.page import LivePage, refusal

pytestmark = pytest.mark.django_db(transaction=True)

UNAUTHORIZED = {"status": "error", "response": {"reason": "unauthorized"}}
REFUSED = {"status": "error", "response": {"reason": "refused"}}
INVALID = {"status": "error", "response": {"reason": "invalid token"}}
MALFORMED = {"status": "error", "response": {"reason": "malformed event"}}


@pytest.fixture
async def member() -> AsyncClient:
    """A client that has logged in."""
    client = AsyncClient()
    await client.aforce_login(await User.objects.acreate(username="ada"))
    return client


async def loaded(url: str, client: AsyncClient | None = None) -> LivePage:
    """A page that was loaded and not yet joined."""
    page = new_page(application, url, client)
    await page.get()
    await page.connect()
    return page


async def test_a_member_joins_a_members_page(
    live: OpenPage, member: AsyncClient
) -> None:
    page = await live("/members/", member)
    assert '<p id="user">ada</p>' in page.html


async def test_a_visitor_cannot_navigate_to_a_members_page(live: OpenPage) -> None:
    page = await live("/stage/")
    assert await page.navigate("/members/") == UNAUTHORIZED


async def test_a_permission_guards_the_join(
    live: OpenPage, member: AsyncClient
) -> None:
    page = await live("/stage/", member)
    assert await page.navigate("/staff/") == UNAUTHORIZED


async def test_a_permission_opens_the_join(live: OpenPage, member: AsyncClient) -> None:
    user = await User.objects.aget()
    await permit_adding_groups(user)
    page = await live("/staff/", member)
    assert "<h1>Stage</h1>" in page.html


async def test_middleware_guards_the_join(live: OpenPage) -> None:
    page = await live("/stage/")
    page.client.cookies["barred"] = "1"
    assert await page.reconnect() == UNAUTHORIZED


async def test_access_lost_before_the_first_join_is_refused(
    member: AsyncClient,
) -> None:
    page = await loaded("/members/", member)
    await User.objects.all().adelete()
    assert await page.join() == REFUSED


async def test_access_lost_between_joins_makes_the_client_load_the_page(
    live: OpenPage, member: AsyncClient
) -> None:
    page = await live("/members/", member)
    await Session.objects.all().adelete()
    assert await page.reconnect() == UNAUTHORIZED


async def test_a_patch_to_a_guarded_path_is_sent_through_the_door(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    reply = await page.patch("/staff/")
    assert reply["response"] == {"link_redirect": True}


@pytest.mark.parametrize("url", ["/plain/", "/nowhere/"])
async def test_a_join_of_a_plain_view_is_refused(live: OpenPage, url: str) -> None:
    page = await live("/stage/")
    assert await page.navigate(url) == UNAUTHORIZED


async def test_a_plain_view_does_not_run_for_a_join(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.navigate("/login/?name=grace")
    assert await User.objects.acount() == 0


async def test_a_url_of_another_site_is_refused() -> None:
    page = await loaded("/stage/")
    reply = await page.join(url="http://evil.example/stage/")
    assert reply["response"] == {"reason": "foreign url"}


async def test_a_join_leaves_no_session_behind(live: OpenPage) -> None:
    await live("/stage/")
    assert await Session.objects.acount() == 0


@pytest.mark.parametrize("session", ["", "forged", "WyJhIl0:1abc:sig"])
async def test_a_forged_page_token_is_refused(session: str) -> None:
    page = await loaded("/stage/")
    assert await page.join(session=session) == INVALID


async def test_a_join_without_a_page_token_is_refused() -> None:
    page = await loaded("/stage/")
    reply = await page.join(session=None)
    assert reply["response"] == {"reason": "malformed join"}


async def test_a_page_token_of_another_visitor_is_refused() -> None:
    page, other = await loaded("/stage/"), await loaded("/stage/")
    assert await page.join(session=other.session) == INVALID


async def test_a_browser_that_keeps_no_cookies_joins() -> None:
    page = new_page(application, "/stage/")
    await page.get()
    page.client.cookies.clear()
    await page.connect()
    assert (await page.join())["status"] == "ok"
    await page.event("put", {"key": "info", "text": "Hello"})
    await page.reconnect()
    assert page.texts == ["Hello"]
    await page.disconnect()


async def test_a_page_of_a_session_is_not_joined_without_cookies(
    member: AsyncClient,
) -> None:
    page = new_page(application, "/stage/", member)
    await page.get()
    page.client.cookies.clear()
    await page.connect()
    assert await page.join() == INVALID


async def test_a_page_is_not_joined_with_a_session_that_it_did_not_have(
    member: AsyncClient,
) -> None:
    page = new_page(application, "/stage/")
    await page.get()
    page.client.cookies.clear()
    page.client.cookies.update(member.cookies)
    await page.connect()
    assert await page.join() == INVALID


async def test_a_page_is_joined_under_one_topic_of_a_socket(live: OpenPage) -> None:
    page = await live("/stage/")
    own_topic, page.topic = page.topic, "lv:other"
    refused = await page.join()
    page.topic = own_topic
    assert refused == UNAUTHORIZED


async def test_a_topic_keeps_the_records_of_its_pages_apart(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("put", {"key": "info", "text": "Mine"})
    other = await live("/stage/", page.client)
    shown = []
    for token in (other.session, page.session):
        await page.join(session=token)
        shown.append("Mine" in page.html)
    assert shown == [False, True]


async def test_a_page_token_ends_with_the_login(
    live: OpenPage, member: AsyncClient
) -> None:
    page = await live("/stage/", member)
    await member.get("/login/", {"name": "grace"})
    assert await page.reconnect() == UNAUTHORIZED


async def test_an_expired_page_token_is_refused(settings: Any) -> None:
    page = await loaded("/stage/")
    settings.SESSION_COOKIE_AGE = -1
    assert await page.join() == INVALID


async def test_the_log_of_a_refusal_holds_no_token(
    caplog: pytest.LogCaptureFixture, settings: Any
) -> None:
    page = await loaded("/stage/")
    settings.DEBUG = True
    caplog.set_level(logging.INFO, "liveflash")
    await page.join(session="secret-token")
    assert [record.getMessage() for record in caplog.records] == [
        "A page token is forged.",
        "A frame 'phx_join' was refused: invalid token.",
    ]


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://testserver",
        "http://testserver:81",
        "http://testserver.evil.example",
        "null",
        "",
    ],
)
async def test_a_foreign_origin_is_refused(origin: str) -> None:
    page = new_page(application, "/stage/")
    assert await page.connect(origin=origin, host="testserver") is False


async def test_a_missing_origin_is_refused() -> None:
    socket = WebsocketCommunicator(
        application, "/live/websocket", [(b"host", b"testserver")]
    )
    assert await socket.connect() == (False, 4403)


async def test_a_wildcard_host_admits_no_foreign_origin(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    page = new_page(application, "/stage/")
    assert await page.connect(origin="http://evil.example") is False


async def test_a_trusted_origin_is_admitted(settings: Any) -> None:
    settings.CSRF_TRUSTED_ORIGINS = ["https://*.friend.example"]
    page = new_page(application, "/stage/")
    connected = await page.connect(origin="https://www.friend.example")
    await page.disconnect()
    assert connected is True


async def test_the_scheme_behind_a_proxy_is_the_visitors(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    page = new_page(application, "/stage/")
    connected = await page.connect(
        **{"origin": "https://testserver", "x-forwarded-proto": "https"}
    )
    await page.disconnect()
    assert connected is True


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("hello", id="not JSON"),
        pytest.param("{}", id="no array"),
        pytest.param('[null,"1","phoenix","heartbeat"]', id="four elements"),
        pytest.param('[1,"1","phoenix","heartbeat",{}]', id="number as join_ref"),
        pytest.param('[null,"1",null,"heartbeat",{}]', id="no topic"),
        pytest.param('[null,"1","phoenix","heartbeat",[]', id="cut off"),
        pytest.param('[null,"1","phoenix","\\ud800",{}]', id="lone surrogate"),
        pytest.param("[" * 5000 + "]" * 5000, id="deep nesting"),
    ],
)
async def test_a_malformed_frame_closes_the_socket_of_a_page(text: str) -> None:
    page = await loaded("/stage/")
    await page.send_raw(text)
    closed = await page.socket.receive_output(1)
    assert closed == {"type": "websocket.close", "code": 4400}


async def test_a_binary_frame_closes_the_socket() -> None:
    page = await loaded("/stage/")
    await page.socket.send_to(bytes_data=b"\x00")
    closed = await page.socket.receive_output(1)
    assert closed == {"type": "websocket.close", "code": 4400}


@pytest.mark.parametrize(
    ("topic", "event"),
    [
        ("lv:unknown", "event"),
        ("room:lobby", "phx_join"),
        ("phoenix", "phx_join"),
        ("phoenix", "other"),
    ],
)
async def test_an_unknown_topic_is_refused(topic: str, event: str) -> None:
    page = await loaded("/stage/")
    await page.send_raw(json.dumps(["1", "2", topic, event, {}]))
    assert (await page.receive())[4] == {
        "status": "error",
        "response": {"reason": "unmatched topic"},
    }


async def test_an_event_before_its_join_is_refused() -> None:
    page = await loaded("/stage/")
    reply = await page.event("put", {"key": "info", "text": "x"})
    assert reply["response"] == {"reason": "unmatched topic"}


async def test_an_event_of_a_former_join_is_refused(live: OpenPage) -> None:
    page = await live("/stage/")
    page.join_ref = "former"
    reply = await page.event("put", {"key": "info", "text": "x"})
    assert reply["response"] == {"reason": "unmatched topic"}


async def test_an_unknown_frame_event_is_refused(live: OpenPage) -> None:
    page = await live("/stage/")
    reply = await page.send("allow_upload", {})
    assert reply["response"] == {"reason": "unknown event"}


async def test_an_event_with_a_name_of_our_own_never_reaches_a_view(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    reply = await page.event("lv:nothing")
    assert refusal(reply) == "unknown event"


async def test_an_event_of_a_view_without_handler_is_refused(live: OpenPage) -> None:
    page = await live("/quiet/")
    reply = await page.event("anything")
    assert refusal(reply) == "unknown event"


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        pytest.param({}, "malformed event", id="empty"),
        pytest.param(
            {"type": "click", "event": 1, "value": {}}, "malformed event", id="number"
        ),
        pytest.param(
            {"type": "form", "event": "a", "value": {}}, "malformed event", id="form"
        ),
        pytest.param(
            {"type": "form", "event": "a", "value": "", "meta": [1]},
            "malformed event",
            id="meta",
        ),
        pytest.param(
            {"type": "form", "event": "a", "value": "&".join(["a=1"] * 1001)},
            "malformed event",
            id="too many fields",
        ),
        pytest.param(
            {"type": "click", "event": "a", "value": {}, "cid": 1},
            "no such component",
            id="component",
        ),
    ],
)
async def test_an_ill_formed_event_is_refused(
    live: OpenPage, payload: dict[str, Any], reason: str
) -> None:
    page = await live("/stage/")
    reply = await page.send("event", payload)
    assert refusal(reply) == reason


@pytest.mark.parametrize("url", [1, "http://[::1", "//[v1"])
async def test_an_ill_formed_patch_is_refused(live: OpenPage, url: Any) -> None:
    page = await live("/stage/")
    assert (await page.send("live_patch", {"url": url}))["response"] == {
        "reason": "malformed patch"
    }


async def test_a_patch_with_more_parameters_than_django_reads_is_refused(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    url = "http://testserver/stage/?" + "&".join(["a=1"] * 1001)
    assert (await page.send("live_patch", {"url": url}))["response"] == {
        "reason": "malformed patch"
    }


async def test_a_refused_event_leaves_its_view_as_it_was(live: OpenPage) -> None:
    page = await live("/stage/")
    await page.event("put", {"key": "info", "text": "Here"})
    await page.send("event", {})
    await page.event("put", {"key": "error", "text": "There"})
    assert ("Here" in page.html, "There" in page.html) == (True, True)


async def test_a_mount_that_raises_refuses_the_first_join() -> None:
    page = await loaded("/broken/")
    reply = await page.join()
    assert reply == {"status": "error", "response": {"reason": "join crashed"}}


async def test_a_mount_that_raises_after_navigation_makes_the_client_load(
    live: OpenPage,
) -> None:
    page = await live("/stage/")
    assert await page.navigate("/broken/") == UNAUTHORIZED


async def test_a_mount_that_leads_to_itself_is_refused(live: OpenPage) -> None:
    page = await live("/stage/")
    assert await page.navigate("/leaving/self/") == UNAUTHORIZED


async def test_a_lost_socket_leaves_no_task(live: OpenPage) -> None:
    page = await live("/sync/")
    await page.disconnect()
    assert await Group.objects.acount() == 1


async def test_without_a_scheme_the_origins_is_taken() -> None:
    headers = [(b"host", b"testserver"), (b"origin", b"https://testserver")]
    socket = WebsocketCommunicator(application, "/live/websocket", headers)
    connected, _protocol = await socket.connect()
    await socket.disconnect()
    assert connected is True


async def test_a_refused_join_leaves_no_session_behind(
    live: OpenPage, settings: Any
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "tests.site.counting"]
    page = new_page(application, "/stage/")
    await page.get()
    await Session.objects.all().adelete()
    page.client.cookies.pop("sessionid")
    await page.connect()
    await page.join(url="http://testserver/nowhere/")
    await page.disconnect()
    assert await Session.objects.acount() == 0


async def test_a_session_engine_that_a_test_has_changed_is_used(
    live: OpenPage, settings: Any
) -> None:
    await live("/stage/")
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    client = AsyncClient()
    await client.aforce_login(await User.objects.acreate(username="eve"))
    page = await live("/members/", client)
    assert '<p id="user">eve</p>' in page.html
