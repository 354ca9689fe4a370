"""Joins through request stacks of other kinds than the tests' usual one."""

import gc
import weakref
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import Any, ClassVar

import pytest
from asgiref import compatibility
from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.conf import settings as site_settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, RequestFactory
from django.urls import path

from liveflash import LiveView, LiveViewSocket
from liveflash.consumers import LiveConsumer
from liveflash.views.join_request import JoinRequest
from tests.asgi import application
from tests.conftest import OpenPage
from tests.protocol_client.in_process import new_page

pytestmark = pytest.mark.django_db(transaction=True)

CACHING = [
    "django.middleware.cache.UpdateCacheMiddleware",
    *site_settings.MIDDLEWARE,
    "django.middleware.cache.FetchFromCacheMiddleware",
]


class AsyncOnly:
    """Middleware that knows no synchronous way, and names the page's language."""

    sync_capable = False
    async_capable = True

    def __init__(
        self, get_response: Callable[[HttpRequest], Awaitable[HttpResponse]]
    ) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: HttpRequest) -> HttpResponse:
        response = await self.get_response(request)
        response["X-Async"] = "yes"
        return response


async def test_a_join_passes_async_middleware(live: OpenPage, settings: Any) -> None:
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "tests.views.test_request_stack.AsyncOnly",
    ]
    page = await live("/stage/")
    assert (page.response["X-Async"], "<h1>Stage</h1>" in page.html) == ("yes", True)


async def test_a_join_is_not_stored_as_the_page(live: OpenPage, settings: Any) -> None:
    settings.MIDDLEWARE = CACHING
    page = await live("/stage/")
    again = await page.client.get("/stage/")
    assert "<h1>Stage</h1>" in again.content.decode()


async def test_each_page_load_has_an_id_of_its_own_behind_a_cache(
    live: OpenPage, settings: Any
) -> None:
    settings.MIDDLEWARE = CACHING
    page = await live("/stage/")
    again = await live("/stage/", page.client)
    assert page.page_id != again.page_id


async def test_a_join_is_as_secure_as_its_page(settings: Any) -> None:
    settings.MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        *settings.MIDDLEWARE,
    ]
    settings.SECURE_SSL_REDIRECT = True
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    page = new_page(application, "/stage/")
    page.set_response(
        await page.client.get("/stage/", headers={"x-forwarded-proto": "https"})
    )
    await page.connect(**{"origin": "https://testserver", "x-forwarded-proto": "https"})
    reply = await page.join(url="https://testserver/stage/")
    await page.disconnect()
    assert reply["status"] == "ok"


async def test_a_join_in_atomic_requests_works(live: OpenPage, settings: Any) -> None:
    settings.DATABASES["default"]["ATOMIC_REQUESTS"] = True
    try:
        page = await live("/sync/")
        await page.event("count")
    finally:
        settings.DATABASES["default"]["ATOMIC_REQUESTS"] = False
    assert "groups 0" in page.html


async def test_urlconfs_of_a_request_count(live: OpenPage, settings: Any) -> None:
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "tests.views.test_request_stack.other_site",
    ]
    page = await live("/elsewhere/")
    reply = await page.patch("/elsewhere/?page=2")
    assert ("<h1>Stage</h1>" in page.html, reply["status"]) == (True, "ok")


def other_site(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware that serves the URLs of another site."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.urlconf = "tests.other_urls"
        return get_response(request)

    return middleware


scopes: list[dict[str, Any]] = []


class ScopeNoting:
    """Middleware that looks at the scope of each request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scopes.append(dict(request.scope))  # type: ignore[attr-defined]
        return self.get_response(request)


async def test_a_join_has_the_scope_of_a_page_load(
    live: OpenPage, settings: Any
) -> None:
    settings.MIDDLEWARE = [
        "tests.views.test_request_stack.ScopeNoting",
        *settings.MIDDLEWARE,
    ]
    scopes.clear()
    await live("/stage/?a=b")
    loaded, joined = scopes
    names = ("type", "method", "path", "scheme")
    assert [joined[name] for name in names] == [loaded[name] for name in names]


class Shown:
    """Return what a page shows."""


class ShowingView(LiveView[Shown]):
    """A page that notes what it showed."""

    template_name = "stage.html"
    shown: ClassVar[list[weakref.ref[Shown]]] = []

    def mount(self, socket: LiveViewSocket[Shown], _session: Any) -> None:
        socket.context = Shown()
        self.shown.append(weakref.ref(socket.context))


def test_what_a_page_load_showed_does_not_wait_for_the_collector(
    rf: RequestFactory,
) -> None:
    request = rf.get("/stage/")
    request.itself = request  # type: ignore[attr-defined] # as by its lazy user
    gc.disable()
    try:
        response = ShowingView.as_view()(request)
        response.render()  # type: ignore[attr-defined]
        assert ShowingView.shown[-1]() is None
    finally:
        gc.enable()


responses: list[HttpResponse] = []


class ResponseNoting:
    """Middleware that notes the responses."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        responses.append(self.get_response(request))
        return responses[-1]


def test_a_page_that_a_server_has_sent_does_not_wait_for_the_collector(
    settings: Any,
) -> None:
    settings.MIDDLEWARE = [
        "tests.views.test_request_stack.ResponseNoting",
        *settings.MIDDLEWARE,
    ]
    responses.clear()
    environ = RequestFactory().get("/stage/").environ
    served = get_wsgi_application()(environ, lambda *_head: BytesIO().write)
    sent = b"".join(served)
    served.close()  # as PEP 3333 has servers do
    assert (b"</html>" in sent, responses.pop().content) == (True, b"")


class AsyncGetView(LiveView[Shown]):
    """A page that answers its GET in async code."""

    async def get(self, request: HttpRequest) -> Any:  # type: ignore[override]
        return super().get(request)


def test_a_live_view_may_have_an_async_get() -> None:
    assert iscoroutinefunction(AsyncGetView.as_view())


@pytest.mark.parametrize("consumer", [LiveConsumer(), LiveConsumer.as_asgi()])
def test_a_consumer_is_an_asgi_application_of_version_3(consumer: Any) -> None:
    is_of_version_2: Any = compatibility.is_double_callable
    assert not is_of_version_2(consumer)


def test_routes_tell_the_class_of_a_consumer() -> None:
    assert LiveConsumer.as_asgi().consumer_class is LiveConsumer


class EmptyView(LiveView[dict[str, Any]]):
    """A page with nothing of its own to show."""

    template_name = "stage.html"

    async def mount(
        self, socket: LiveViewSocket[dict[str, Any]], _session: Any
    ) -> None:
        socket.context = {}


class UserView(EmptyView):
    """A page that asks who its visitor is, in each of Django's ways."""

    async def handle_event(self, *_event: Any) -> dict[str, Any]:
        request: Any = self.request
        users = (request.user, await request.auser(), await request.auser())
        return {"users": [user.get_username() for user in users]}


@pytest.mark.urls("tests.views.test_request_stack")
async def test_the_user_is_there_while_a_page_is_open(live: OpenPage) -> None:
    client = AsyncClient()
    user = await sync_to_async(User.objects.create_user)("ada")
    await client.aforce_login(user)
    page = await live("/user/", client)
    answer = await page.event("who")
    assert answer["response"]["diff"]["r"] == {"users": ["ada", "ada", "ada"]}


def join_request() -> Any:
    return JoinRequest({"path": "/", "method": "GET", "headers": ()}, BytesIO())


def test_a_join_request_names_a_missing_property(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def tenant(_request: HttpRequest) -> None:
        raise AttributeError("no such tenant")

    monkeypatch.setattr(HttpRequest, "tenant", property(tenant), raising=False)
    with pytest.raises(AttributeError, match="no such tenant"):
        join_request().tenant  # noqa: B018 - to see what it raises


class MessagesView(EmptyView):
    """A page that uses Django's messages of its join's request."""

    async def handle_event(self, *_event: Any) -> dict[str, Any]:
        messages.success(self.request, "Added.")
        shown = [str(message) for message in messages.get_messages(self.request)]
        return {"messages": shown}


@pytest.mark.urls("tests.views.test_request_stack")
async def test_djangos_messages_are_there_while_a_page_is_open(live: OpenPage) -> None:
    page = await live("/messages/")
    answer = await page.event("add")
    assert answer["response"]["diff"]["r"] == {"messages": ["Added."]}


urlpatterns = [
    path("messages/", MessagesView.as_view()),
    path("user/", UserView.as_view()),
    path("items/<int:item>/", UserView.as_view()),
    path("lists/", UserView.as_view(), {"items": []}),
]
