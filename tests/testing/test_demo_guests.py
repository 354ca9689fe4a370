"""The users that the demo makes for its visitors."""

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient, Client

from liveflash.testing import Live, assert_flash

pytestmark = [
    pytest.mark.usefixtures("demo_site"),
    pytest.mark.django_db,
]


def test_a_visitor_is_one_user_on_all_pages(client: Client) -> None:
    users = {client.get(url).wsgi_request.user.pk for url in ("/", "/plain/", "/rich/")}
    assert users == {User.objects.get().pk}


def test_two_browsers_are_two_users() -> None:
    for client in (Client(), Client()):
        client.get("/")
    assert User.objects.count() == 2


def test_a_guest_has_no_password_and_no_rights(client: Client) -> None:
    client.get("/")
    guest = User.objects.get()
    assert (guest.has_usable_password(), guest.is_staff) == (False, False)


def test_the_stylesheet_makes_no_user(client: Client) -> None:
    client.get("/code.css")
    assert not User.objects.exists()


async def test_a_socket_makes_no_user(live: Live) -> None:
    client = AsyncClient()
    for url in ("/rich/", "/plain/"):
        await live(url, client=client)
    assert await User.objects.acount() == 1


def test_a_form_that_is_sent_first_has_a_user(client: Client) -> None:
    response = client.post("/export/", {"start": "push"}, follow=True)
    assert_flash(response, "info", "Pushed to all your tabs.")
