"""An admin with a long action, which pushes its progress to whoever started it."""

import threading
import time

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path
from django.utils.html import format_html

from liveflash import push_flash, put_flash
from tests.projects.users import make_user
from tests.site import login_as

STEPS = 3
STEP_SECONDS = 0.3
LONG_TEXT = "The import has failed, and here is a long text that says why. " * 5


class GroupAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    actions = ("export", "keep", "refuse", "report")

    @admin.action
    def export(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        """Export in the background."""
        threading.Thread(target=export, args=[request.user.pk]).start()

    @admin.action
    def keep(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        """Put a message that the user keeps."""
        put_flash(request, "info", "The groups were kept.", keep=True)

    @admin.action
    def refuse(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        """Show an error."""
        self.message_user(request, "This cannot be done.", level="error")

    @admin.action
    def report(self, request: HttpRequest, queryset: QuerySet[Group]) -> None:
        """Show a message of each level, one of them long, and one with a link."""
        for level in ("debug", "info", "success", "warning"):
            link = format_html('<a href="/admin/">{}</a>', level)
            put_flash(request, level, {"title": link, "text": level, "url": "/admin/"})
        self.message_user(request, LONG_TEXT, level="error")


def export(user: int) -> None:
    """Push the progress of an export to a user."""
    progress = push_flash("export", "Exporting: 0 %", user=user, level="info")
    for step in range(1, STEPS):
        time.sleep(STEP_SECONDS)
        progress.update(f"Exporting: {100 * step // STEPS} %")
    time.sleep(STEP_SECONDS)
    progress.update("Exported.", level="success")
    connection.close()


site = admin.AdminSite()
site.register(Group, GroupAdmin)

urlpatterns = [
    path("admin/", site.urls),
    path("login/", login_as),
    path("users/<str:name>/", make_user),
]
