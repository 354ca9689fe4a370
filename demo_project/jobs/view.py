"""A page that starts a task in another process, which pushes its progress."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model, login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from demo_project.jobs.tasks import export
from liveflash import LiveView, LiveViewSocket

PEOPLE = ("Ada", "Ben")


@dataclass
class Context:
    """The variables of the template."""

    name: str
    people: tuple[str, ...] = PEOPLE


class ExportLiveView(LiveView[Context]):
    """Queue exports. The task pushes its progress."""

    template_name = "export.html"
    more_sources = ("demo_project/jobs/tasks.py",)

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Show the current user."""
        socket.context = Context(socket.user.get_username())
        socket.live_title = "Background job"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Context]
    ) -> None:
        """Queue an export."""
        if event == "export" and socket.user.is_authenticated:
            await export.aenqueue(socket.user.pk)


@require_POST
def become(request: HttpRequest) -> HttpResponse:
    """Log in as one of the demo's users, without a password."""
    name = request.POST.get("name")
    if name in PEOPLE:
        user, _created = get_user_model().objects.get_or_create(username=name)
        login(request, user)
    return redirect("export")
