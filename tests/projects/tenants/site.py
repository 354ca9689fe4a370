"""Pages that show whose tables a handler, a render and a push have met."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.contrib.auth import get_user_model, login
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django_tenants.utils import tenant_context

from liveflash import LiveView, push_flash


@contextmanager
def tenant_of_page(request: HttpRequest | None) -> Iterator[str]:
    """Enter the schema of a page's tenant; yield the name of the schema."""
    tenant = getattr(request, "tenant", None)
    if tenant is None:
        yield connection.schema_name  # type: ignore[attr-defined]
        return
    with tenant_context(tenant):
        yield tenant.schema_name


class Page(LiveView[Any]):
    template_name = "tenants/page.html"

    def mount(self, socket: Any, session: Any) -> None:
        users = get_user_model().objects.order_by("pk")
        socket.context = {"called": [], "users": users}


class SyncPage(Page):
    def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        user = get_user_model().objects.get()
        socket.context["called"].append(user.get_username())


class AsyncPage(Page):
    async def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        user = await get_user_model().objects.aget()
        socket.context["called"].append(user.get_username())


def log_in(request: HttpRequest) -> HttpResponse:
    """Log in as the only user of the tenant."""
    login(request, get_user_model().objects.get())
    return HttpResponse("Hello")


def push(request: HttpRequest) -> HttpResponse:
    """Push to the user with the primary key 1 of the tenant."""
    push_flash("info", "Only for you", user=1)
    return HttpResponse("Pushed")


urlpatterns = [
    path("sync/", SyncPage.as_view()),
    path("async/", AsyncPage.as_view()),
    path("login/", log_in),
    path("push/", push),
]
