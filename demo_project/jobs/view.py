"""A page that starts a job in another process, which pushes its progress."""

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
    """The variables of the template."""

    name: str
    people: tuple[str, ...] = PEOPLE


class ExportLiveView(LiveView[Context]):
    """Add exports to the queue. The worker pushes their progress."""

    template_name = "export.html"

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Show the current user."""
        socket.context = Context(socket.user.get_username())
        socket.live_title = "Background job"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Context]
    ) -> None:
        """Add an export to the queue."""
        if event == "export" and socket.user.is_authenticated:
            await Export.objects.acreate(user=socket.user)


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Log in as one of the demo's users, without a password."""
    name = request.POST.get("name")
    if name in PEOPLE:
        user, _created = get_user_model().objects.get_or_create(username=name)
        login(request, user)
    return redirect("export")
