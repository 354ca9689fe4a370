"""The home page: three buttons, each a plain Django view that redirects."""

import inspect
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from demo_project.jobs.tasks import export
from demo_project.pages import PAGES
from liveflash import put_flash


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Put one of Django's own messages."""
    messages.success(request, "Settings saved.")
    return redirect("home")


@require_POST
def delete(request: HttpRequest) -> HttpResponse:
    """Put a message with a button."""
    undo = {"label": "Undo", "event": "undo"}
    photo = {"title": "Photo deleted", "action": undo}
    put_flash(request, "info", photo)
    return redirect("home")


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Queue a task, which pushes its progress and keeps its result."""
    export.enqueue(request.user.pk)
    return redirect("home")


class HomeView(TemplateView):
    """Show the buttons, the code behind them, and the way to all pages."""

    template_name = "home.html"
    more_sources = ("demo_project/actions.py", "demo_project/jobs/tasks.py")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the code of two views, as it runs, and the pages by section."""
        pages = [page for page in PAGES if page.menu and page.name != "home"]
        code = "\n\n".join(
            inspect.getsource(inspect.unwrap(view)) for view in (save, delete)
        )
        return super().get_context_data(**kwargs) | {
            "code": code,
            "sections": {
                "On every page of a project": [p for p in pages if not p.section],
                "In live views": [p for p in pages if p.section],
            },
        }
