"""A page that starts a job in another process, which tells how it goes."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from demo_project.jobs.models import Export
from liveflash import LiveView, LiveViewSocket

PEOPLE = ("Ada", "Ben")


@dataclass
class Context:
    """What the template shows."""

    name: str
    people: tuple[str, ...] = PEOPLE


class ExportLiveView(LiveView[Context]):
    """Put an export into the queue. What becomes of it, the worker pushes."""

    template_name = "export.html"

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Say who is there."""
        socket.context = Context(socket.user.get_username())
        socket.live_title = "Background job"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Context]
    ) -> None:
        """Ask for an export."""
        if event == "export" and socket.user.is_authenticated:
            await Export.objects.acreate(user=socket.user)


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Log in as one of the demo's people: a demo asks for no password."""
    name = request.POST.get("name")
    if name in PEOPLE:
        user, _created = get_user_model().objects.get_or_create(username=name)
        login(request, user)
    return redirect("export")
