"""Reports in an admin, with an action that takes a while."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet

from demo_project.jobs.models import Report
from demo_project.jobs.tasks import export

site = admin.AdminSite()
site.site_header = "liveflash in the admin"


@admin.register(Report, site=site)
class ReportAdmin(admin.ModelAdmin):
    """The list of reports."""

    list_display = ("name", "rows")
    search_fields = ("name",)
    actions = ("export",)

    @admin.action(description="Export selected reports")
    def export(self, request: Any, queryset: QuerySet[Report]) -> None:
        """Queue an export. The task pushes its progress to the user."""
        rows = sum(report.rows for report in queryset)
        export.enqueue(request.user.pk, rows)
        self.message_user(request, f"{rows:,} rows are queued for export.")
