"""A plain page that starts tasks, which run in another process."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from demo_project.jobs.tasks import export
from liveflash import push_flash


class ExportView(TemplateView):
    """Queue exports. The task pushes its progress to the visitor."""

    template_name = "export.html"
    more_sources = ("demo_project/jobs/tasks.py",)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Queue an export, or push a message from here."""
        match request.POST.get("start"):
            case "export":
                export.enqueue(request.user.pk)
            case "failure":
                export.enqueue(request.user.pk, is_failing=True)
            case "push":
                push_flash("info", "Pushed to all your tabs.", user=request.user)
        return redirect("export")
