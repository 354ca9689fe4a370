"""Assertions about the flash of pages and plain responses."""

import pytest
from django.test import AsyncClient, Client

from liveflash.testing import Live, assert_flash, assert_no_flash


async def test_a_true_assertion_passes(live: Live) -> None:
    page = await live("/stage/")
    await page.click("#put")
    assert_flash(page, "info", "Put.")
    assert_no_flash(page, "error")


FALSE = [
    pytest.param("info", "Other.", id="another value"),
    pytest.param("error", "Put.", id="another key"),
]


@pytest.mark.parametrize(("key", "value"), FALSE)
async def test_a_failed_assertion_lists_the_messages(
    live: Live, key: str, value: str
) -> None:
    page = await live("/stage/")
    await page.click("#put")
    with pytest.raises(AssertionError, match=r"there is 'info': 'Put\.'"):
        assert_flash(page, key, value)


@pytest.mark.parametrize("key", [None, "info"])
async def test_an_unexpected_message_fails(live: Live, key: str | None) -> None:
    page = await live("/stage/")
    await page.click("#put")
    with pytest.raises(AssertionError, match="There should be no message"):
        assert_no_flash(page, key)


@pytest.mark.django_db
def test_the_messages_of_a_plain_response(client: Client) -> None:
    redirect = client.post("/send/", {"text": "this"})
    assert_flash(redirect, "info", "Sent this.")
    assert_flash(client.get("/plain/"), "info", "Sent this.")
    assert_no_flash(client.get("/plain/"))


async def test_a_plain_response_without_flash_is_read(
    async_client: AsyncClient,
) -> None:
    assert_no_flash(await async_client.get("/quiet/"))


def test_another_object_raises_a_type_error() -> None:
    with pytest.raises(TypeError, match="a response of Django's test client"):
        assert_no_flash("page")


async def test_several_messages_are_asserted_by_their_keys(live: Live) -> None:
    page = await live("/stack/?info=One.&error=Two.")
    assert_flash(page, info="One.", error="Two.")


async def test_each_message_asserted_by_its_key_must_be_there(live: Live) -> None:
    page = await live("/stack/?info=One.")
    with pytest.raises(AssertionError, match=r"no message 'Two\.' under 'error'"):
        assert_flash(page, info="One.", error="Two.")


async def test_an_assertion_without_a_message_raises(live: Live) -> None:
    page = await live("/stack/?info=One.")
    with pytest.raises(TypeError, match="a key and a value"):
        assert_flash(page)
