"""The pages of the demo without a live view, and the way into its admin."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.test import AsyncClient, Client
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from demo_project.jobs.models import Report
from liveflash.testing import Live, assert_flash, assert_no_flash, page_headers

pytestmark = [
    pytest.mark.usefixtures("demo_site"),
    pytest.mark.django_db,
]


@pytest.fixture
def _admin(settings: Settings, db: None) -> None:
    demo = importlib.import_module("demo_project.settings")
    settings.INSTALLED_APPS = demo.INSTALLED_APPS
    # A test before this one may have flushed them.
    ContentType.objects.clear_cache()
    create_permissions(apps.get_app_config("jobs"), verbosity=0)


def page_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


@pytest.mark.parametrize(
    ("data", "key", "text"),
    [
        ({}, "info", "Put by a plain Django view."),
        ({"with": "django"}, "success", "Put by Django's own messages."),
    ],
    ids=["put_flash", "Django's messages"],
)
def test_a_form_puts_a_message(
    client: Client, data: dict[str, str], key: str, text: str
) -> None:
    assert_flash(client.post("/plain/send/", data, follow=True), key, text)


def test_a_message_is_shown_once(client: Client) -> None:
    client.post("/plain/send/", follow=True)
    assert_no_flash(client.get("/plain/"))


async def test_a_push_reaches_an_open_page_of_the_visitor(live: Live) -> None:
    client = AsyncClient()
    page = await live("/plain/", client=client)
    await client.post("/export/", {"start": "push"})
    await page.wait()
    assert_flash(page, "info", "Pushed to all your tabs.")


@pytest.mark.parametrize(("email", "status"), [("ada@example.com", 200), ("ada", 422)])
def test_an_invitation_is_answered_with_the_form(
    client: Client, email: str, status: int
) -> None:
    response = client.post("/htmx/", {"email": email})
    html = response.content.decode()
    assert (response.status_code, html.count("<form"), "<html" in html) == (
        status,
        1,
        False,
    )


@pytest.mark.parametrize(
    ("url", "key", "text"),
    [
        ("/fetch/star/", "star", "Starred. The response is JSON."),
        ("/fetch/vote/", "vote", "The vote is over. The status is 409."),
        ("/htmx/archive/", "info", "Archived. The response is empty."),
        ("/htmx/", "error", "Nobody is invited yet."),
    ],
)
def test_the_response_to_a_script_brings_a_message(
    client: Client, url: str, key: str, text: str
) -> None:
    assert_flash(client.post(url, headers=page_headers()), key, text)


def test_the_message_before_a_redirect_of_htmx_waits_for_the_page(
    client: Client,
) -> None:
    response = client.post("/htmx/leave/", headers=page_headers())
    arrival = client.get(response["HX-Redirect"])
    assert_flash(arrival, "success", "Put just before HX-Redirect.")


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("fetch", ["demo_project/fetch.py", "demo_project/static/demo/fetch.js"]),
        ("export", ["demo_project/jobs/view.py", "demo_project/jobs/tasks.py"]),
        ("htmx", ["demo_project/htmx.py", "templates/invitation.html"]),
        ("staff", ["demo_project/staff.py", "demo_project/jobs/admin.py"]),
    ],
)
def test_a_page_shows_all_of_its_code(
    client: Client, name: str, sources: list[str]
) -> None:
    html = page_of(client, f"/{name}/")
    assert [each for each in sources if f"<figcaption>{each}<" not in html] == []


@pytest.mark.usefixtures("_admin")
def test_the_admin_leads_visitors_to_the_way_in(client: Client) -> None:
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/staff/"
    assert "The admin is for staff." in response.content.decode()


@pytest.mark.usefixtures("_admin")
def test_the_way_in_leads_to_the_reports(client: Client) -> None:
    response = client.post("/staff/enter/", follow=True)
    assert response.redirect_chain[-1][0] == "/admin/jobs/report/"
    assert "Select report to change" in response.content.decode()


@pytest.mark.usefixtures("_admin")
def test_a_visitor_may_edit_reports_only(client: Client) -> None:
    client.post("/staff/enter/")
    guest = User.objects.get()
    assert {name.split("_")[-1] for name in guest.get_all_permissions()} == {"report"}
    assert (guest.is_superuser, guest.has_usable_password()) == (False, False)


@pytest.mark.usefixtures("_admin")
def test_the_admin_has_a_bell(client: Client) -> None:
    client.post("/staff/enter/")
    assert "<liveflash-bell" in page_of(client, "/admin/jobs/report/")


@pytest.mark.usefixtures("_admin")
def test_the_way_in_needs_the_token_of_a_form() -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post("/staff/enter/").status_code == 403


@pytest.mark.usefixtures("_admin")
def test_the_action_queues_an_export_of_who_starts_it(client: Client) -> None:
    report = Report.objects.create(name="Visits", rows=70)
    client.post("/staff/enter/")
    action = {"action": "export", "_selected_action": [report.pk]}
    client.post("/admin/jobs/report/", action)
    queued = DBTaskResult.objects.get()
    assert queued.args_kwargs["args"] == [User.objects.get().pk, 70]
