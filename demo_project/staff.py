"""The way into the admin, for a user who may edit reports and nothing else."""

from django.contrib.auth import get_user_model, login
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView

from liveflash import put_flash

NAME = "Grace"


class StaffView(TemplateView):
    """The page that leads to the admin."""

    template_name = "staff.html"
    more_sources = ("demo_project/jobs/admin.py",)
    name = NAME


@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Log in as a member of the staff who has no password."""
    user, _created = get_user_model().objects.get_or_create(
        username=NAME, defaults={"is_staff": True, "password": make_password(None)}
    )
    reports = Permission.objects.filter(
        content_type__app_label="jobs", content_type__model="report"
    )
    user.user_permissions.set(reports)
    login(request, user)
    return redirect("admin:jobs_report_changelist")


def require_staff(request: HttpRequest) -> HttpResponse:
    """Redirect from the admin's log-in form: no user of the demo has a password."""
    put_flash(request, "warning", f"The admin is for staff. Be {NAME} first.")
    return redirect("staff")
