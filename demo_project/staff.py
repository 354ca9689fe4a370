"""The way into the admin, for visitors who may edit reports and nothing else."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from liveflash import put_flash


class StaffView(TemplateView):
    """The page that leads to the admin."""

    template_name = "staff.html"
    more_sources = ("demo_project/jobs/admin.py", "templates/admin/base_site.html")


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Make the visitor a member of the staff who may edit reports."""
    reports = Permission.objects.filter(
        content_type__app_label="jobs", content_type__model="report"
    )
    user = get_user_model().objects.get(username=request.user.get_username())
    user.user_permissions.set(reports)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return redirect("admin:jobs_report_changelist")


def require_staff(request: HttpRequest) -> HttpResponse:
    """Redirect from the admin's log-in form: no user of the demo has a password."""
    put_flash(request, "warning", "The admin is for staff. Join it here.")
    return redirect("staff")
