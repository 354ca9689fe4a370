"""An admin site with a live page, and actions that push and redirect to it."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, path

from liveflash import LiveView, event, push_flash
from tests.projects.users import make_user
from tests.site import login_as


class ReportView(LiveView[dict[str, Any]]):
    template_name = "report.html"

    def mount(self, socket: Any, session: Any) -> None:
        socket.context = site.each_context(self.request)

    @event
    def report(self) -> None:
        messages.success(self.request, "Reported.")


class Site(admin.AdminSite):
    """An admin site with a live page."""

    def get_urls(self) -> list[URLPattern | URLResolver]:
        report = self.admin_view(ReportView.as_view())
        return [path("report/", report, name="report"), *super().get_urls()]


class GroupAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    actions = ("export", "open_report")

    @admin.action
    def export(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        """Push a message to the user, as a task would."""
        push_flash("info", "The export is ready.", user=request.user)

    @admin.action
    def open_report(
        self, request: HttpRequest, queryset: QuerySet[Group]
    ) -> HttpResponse:
        """Redirect to the live page with a message."""
        self.message_user(request, "This is the report.")
        return redirect("admin:report")


site = Site()
site.register(Group, GroupAdmin)

urlpatterns = [
    path("admin/", site.urls),
    path("login/", login_as),
    path("users/<str:name>/", make_user),
]
