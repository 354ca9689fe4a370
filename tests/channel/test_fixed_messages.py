"""Messages that the visitor cannot dismiss."""

import re
from typing import Any

import pytest
from django.urls import path

from liveflash import LiveView, LiveViewSocket
from tests.conftest import OpenPage
from tests.protocol_client.page import LivePage

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


class FixedView(LiveView[Any]):
    """A view with a message that stays, and one that can be dismissed."""

    template_name = "plain.html"

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Any]
    ) -> None:
        if event == "put":
            socket.put_flash("notice", "Fixed.", dismissible=False)
            socket.put_flash("info", "Loose.")
        else:
            socket.clear_flash("notice")


urlpatterns = [path("fixed/", FixedView.as_view())]


@pytest.fixture
async def page(live: OpenPage) -> LivePage:
    page = await live("/fixed/")
    await page.event("put")
    assert page.texts == ["Fixed.", "Loose."]
    return page


def fixed_id(page: LivePage) -> str:
    """Return the id of the message that stays."""
    found = re.search(r'id="liveflash-(\w+)"[^>]*data-key="notice"', page.html)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("value", [{}, {"key": "notice"}])
async def test_the_client_cannot_dismiss_it(page: LivePage, value: Any) -> None:
    await page.clear_flash(**value)
    assert "Fixed." in page.texts


async def test_the_client_cannot_dismiss_it_by_its_id(page: LivePage) -> None:
    await page.clear_flash(id=fixed_id(page))
    assert "Fixed." in page.texts


async def test_dismissing_all_dismisses_the_others(page: LivePage) -> None:
    await page.clear_flash()
    assert page.texts == ["Fixed."]


@pytest.mark.parametrize("how", ["expired", "used"])
async def test_it_ends_by_its_time_or_an_action(page: LivePage, how: str) -> None:
    await page.clear_flash(id=fixed_id(page), **{how: True})
    assert page.texts == ["Loose."]


@pytest.mark.parametrize("how", ["expired", "used"])
async def test_only_true_means_that_it_has_ended(page: LivePage, how: str) -> None:
    await page.clear_flash(id=fixed_id(page), **{how: 1})
    assert "Fixed." in page.texts


async def test_the_view_clears_it(page: LivePage) -> None:
    await page.event("clear")
    assert page.texts == ["Loose."]


async def test_it_cannot_be_dismissed_after_a_reconnect(page: LivePage) -> None:
    await page.reconnect()
    await page.clear_flash()
    assert page.texts == ["Fixed."]
