"""Live views that ask what their user may do."""

from typing import Any

from django.http import HttpRequest
from django.urls import path

from liveflash import LiveView, LiveViewSocket
from tests import urls

Socket = LiveViewSocket[dict[str, Any]]


class PermittedView(LiveView[dict[str, Any]]):
    """A view for users, whose permissions are loaded where it is dispatched."""

    template_name = "permitted.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        user: Any = request.user
        user.has_perm("auth.add_group")
        user.is_verified = True  # as a second factor's middleware does
        user._state.fields_cache["key"] = object()
        return super().dispatch(request, *args, **kwargs)

    async def mount(self, socket: Socket, session: Any) -> None:
        socket.context = {}

    async def handle_event(self, event: str, payload: Any, socket: Socket) -> Any:
        if event == "relation":
            return {"key": "key" in socket.user._state.fields_cache}
        return answer(socket.user)


class PermittedPlainView(PermittedView):
    """The same in a thread."""

    def handle_event(self, event: str, payload: Any, socket: Socket) -> Any:
        return answer(socket.user)


def answer(user: Any) -> dict[str, Any]:
    """Return what ``user`` may do, and is."""
    return {
        "staff": user.is_staff,
        "may": user.has_perm("auth.add_group"),
        "name": user.first_name,
        "verified": user.is_verified,
    }


urlpatterns = [
    path("permitted/", PermittedView.as_view()),
    path("permitted-plain/", PermittedPlainView.as_view()),
    *urls.urlpatterns,
]
