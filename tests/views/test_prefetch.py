"""Requests whose response nobody sees consume no message."""

import re
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client, RequestFactory
from django.urls import path

from liveflash import push_flash
from liveflash.views.prefetch import will_be_seen
from tests import urls
from tests.asgi import application
from tests.protocol_client.in_process import new_page

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


def say(request: HttpRequest) -> HttpResponse:
    """Put a message of Django's own."""
    messages.success(request, "Said")
    return HttpResponse("Said")


urlpatterns = [path("say/", say), *urls.urlpatterns]

UNSEEN = [
    {"Sec-Purpose": "prefetch"},
    {"Sec-Purpose": "prefetch;prerender"},
    {"Sec-Purpose": "prefetch;anonymous-client-ip"},
    {"Sec-Purpose": "Prefetch; Prerender"},
    {"sec-purpose": "PREFETCH"},
    {"Purpose": "prefetch"},
    {"Purpose": "preview"},
    {"X-Purpose": "preview"},
    {"X-Purpose": "instant"},
    {"X-Purpose": " Preview "},
    {"X-Moz": "prefetch"},
    {"X-Moz": "Prefetch"},
    {"X-Sec-Purpose": "prefetch"},
    {"HX-Preloaded": "true"},
    {"HX-Preloaded": "True"},
    *(
        {"Sec-Fetch-Dest": destination}
        for destination in (
            *("image", "script", "style", "font", "audio", "video", "track"),
            *("manifest", "worker", "sharedworker", "serviceworker", "audioworklet"),
            *("paintworklet", "report", "xslt", "json", "Image", " IMAGE "),
        )
    ),
    {"Sec-Fetch-Dest": "document", "Purpose": "prefetch"},
]
# One of each header, and of each kind of value.
SOME = [UNSEEN[at] for at in (1, 5, 6, 8, 10, 12, 13, 15, 21, -1)]
SEEN = [
    {},
    *(
        {"Sec-Fetch-Dest": destination}
        for destination in (
            *("document", "iframe", "frame", "empty", "embed", "object", ""),
            *("Document", "fencedframe"),
        )
    ),
    {"Sec-Purpose": ""},
    {"Purpose": "other"},
    {"HX-Preloaded": "false"},
    {"HX-Request": "true"},
]


def name(headers: dict[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in headers.items()) or "none"


def keys(response: Any) -> list[str]:
    """The keys of the messages in a page."""
    return re.findall(r'data-key="([^"]+)"', response.content.decode())


@pytest.mark.parametrize("headers", UNSEEN, ids=name)
def test_a_response_that_nobody_sees(headers: dict[str, str]) -> None:
    assert not will_be_seen(RequestFactory().get("/", headers=headers))


@pytest.mark.parametrize("headers", SEEN, ids=name)
def test_a_response_that_is_seen(headers: dict[str, str]) -> None:
    assert will_be_seen(RequestFactory().get("/", headers=headers))


@pytest.mark.parametrize("url", ["/plain/", "/stage/"], ids=["plain", "live"])
@pytest.mark.parametrize("headers", SOME, ids=name)
def test_flash_waits_for_the_visit(
    client: Client, url: str, headers: dict[str, str]
) -> None:
    client.get("/send/?put=info")
    early, visit = client.get(url, headers=headers), client.get(url)
    assert (keys(early), keys(visit), keys(client.get(url))) == ([], ["info"], [])


@pytest.mark.parametrize("url", ["/plain/", "/stage/"], ids=["plain", "live"])
@pytest.mark.parametrize("headers", SEEN[:3], ids=name)
def test_flash_is_shown_at_once(
    client: Client, url: str, headers: dict[str, str]
) -> None:
    client.get("/send/?put=info")
    assert keys(client.get(url, headers=headers)) == ["info"]


@pytest.mark.parametrize("headers", SOME, ids=name)
def test_djangos_messages_wait_for_the_visit(
    client: Client, headers: dict[str, str]
) -> None:
    client.get("/say/")
    early, visit = client.get("/stage/", headers=headers), client.get("/stage/")
    assert (keys(early), keys(visit)) == ([], ["success"])


@pytest.mark.parametrize("url", ["/plain/", "/stage/"], ids=["plain", "live"])
@pytest.mark.parametrize("headers", SOME, ids=name)
def test_flash_of_the_cookie_waits_for_the_visit(
    client: Client, url: str, headers: dict[str, str]
) -> None:
    client.get("/leaving/plain/")
    early, visit = client.get(url, headers=headers), client.get(url)
    assert (keys(early), len(keys(visit))) == ([], 1)


@pytest.mark.parametrize("headers", SOME, ids=name)
def test_pushed_messages_wait_for_the_visit(
    client: Client, headers: dict[str, str]
) -> None:
    user = User.objects.create(username="ada")
    client.force_login(user)
    push_flash("info", "Ready.", user=user)
    early, visit = client.get("/plain/", headers=headers), client.get("/plain/")
    assert (keys(early), keys(visit)) == ([], ["info"])


async def test_a_prefetched_live_page_joins_without_the_messages() -> None:
    client = AsyncClient()
    await client.get("/send/?put=info")
    page = new_page(application, "/stage/", client)
    page.set_response(await client.get("/stage/", headers={"Sec-Purpose": "prefetch"}))
    await page.connect()
    await page.join()
    joined = "sent info" in page.html
    await page.disconnect()
    assert (joined, keys(await page.get())) == (False, ["info"])
