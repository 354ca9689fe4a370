"""Responses to the scripts of a page, such as htmx and ``fetch``."""

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient, Client

from liveflash.testing import Live, assert_flash, assert_no_flash, page_headers

pytestmark = pytest.mark.django_db

LONG = "x" * 3000


def test_a_response_has_its_messages(client: Client) -> None:
    response = client.post("/save/", headers=page_headers())
    assert_flash(response, "success", "Saved.")
    assert_flash(response, "info", "One of Django's.")


def test_a_request_of_htmx_is_marked_too(client: Client) -> None:
    headers = {"hx-request": "true", **page_headers()}
    assert_flash(client.post("/save/", headers=headers), success="Saved.")


def test_any_page_id_marks_a_request(client: Client) -> None:
    response = client.post("/save/", headers={"liveflash-page": "test"})
    assert_flash(response, success="Saved.")


async def test_an_async_response_has_its_messages(async_client: AsyncClient) -> None:
    response = await async_client.post("/save/", headers=page_headers())
    assert_flash(response, success="Saved.")


def test_a_followed_redirect_ends_with_the_messages(client: Client) -> None:
    response = client.post("/save/?to=/quiet/", headers=page_headers(), follow=True)
    assert_flash(response, success="Saved.", info="One of Django's.")


def test_a_redirect_has_the_messages_that_it_sends_along(client: Client) -> None:
    response = client.post("/save/?to=/quiet/", headers=page_headers())
    assert_flash(response, success="Saved.")


def test_a_response_that_loads_a_page_has_those_of_that_page(client: Client) -> None:
    response = client.post("/save/?load", headers=page_headers())
    assert_flash(response, success="Saved.")
    assert_flash(client.get("/plain/"), success="Saved.")


def test_a_message_too_long_for_a_header_is_there(client: Client) -> None:
    response = client.get("/stack/", {"info": LONG}, headers=page_headers())
    assert_flash(response, info=LONG)


def test_a_response_without_messages_has_none(client: Client) -> None:
    assert_no_flash(client.get("/quiet/", headers=page_headers()))


def test_a_response_has_no_messages_of_another_page(client: Client) -> None:
    client.post("/save/?to=/quiet/", headers=page_headers())
    assert_no_flash(client.get("/quiet/", headers=page_headers("other")))


def test_what_a_response_has_is_not_on_the_next_page(client: Client) -> None:
    client.post("/save/", headers=page_headers())
    assert_no_flash(client.get("/plain/"))


def test_reading_the_messages_leaves_them_to_the_page(client: Client) -> None:
    response = client.post("/save/?to=/quiet/", headers=page_headers())
    assert_flash(response, success="Saved.")
    assert_flash(client.get("/quiet/", headers=page_headers()), success="Saved.")


async def test_a_client_sends_requests_of_an_open_page(live: Live) -> None:
    user = await User.objects.acreate(username="ada")
    client = AsyncClient()
    await client.aforce_login(user)
    page = await live("/stack/", client=client)
    response = await client.post("/save/", headers=page_headers())
    assert_flash(response, success="Saved.")
    assert_no_flash(page)


def test_a_plain_response_shows_what_its_stack_renders(client: Client) -> None:
    assert_flash(client.get("/stack/?info=Shown."), info="Shown.")
