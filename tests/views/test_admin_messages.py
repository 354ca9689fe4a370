"""The messages of the admin with the app of the stack, in the HTML of its pages."""

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from pytest_django import Settings

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.urls("tests.projects.admin_stack.site"),
]


@pytest.mark.parametrize("has_bridge", [True, False])
def test_a_message_of_the_admin_is_shown_once(
    client: Client, settings: Settings, has_bridge: bool
) -> None:
    ours = ["liveflash.contrib.admin", "django.contrib.admin"]
    settings.INSTALLED_APPS = list(dict.fromkeys([*ours, *settings.INSTALLED_APPS]))
    settings.LIVEFLASH_MESSAGES = has_bridge
    client.force_login(User.objects.create_superuser("ada"))
    group = Group.objects.create(name="Crew")
    data = {"action": "refuse", "_selected_action": [group.pk]}
    response = client.post("/admin/auth/group/", data, follow=True)
    assert response.content.decode().count("This cannot be done.") == 1
