"""The form and the menu of the demo."""

import importlib
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from liveflash.testing import Live, Page, ServerRefused


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    demo = importlib.import_module("demo_project.settings")
    settings.ROOT_URLCONF = demo.ROOT_URLCONF
    settings.TEMPLATES = demo.TEMPLATES


BOOKING = {"name": "Ada", "email": "ada@example.com", "seats": 3}


def errors(page: Page) -> list[str]:
    return [error.text for error in page.find_all(".errorlist li")]


async def test_errors_are_shown_beside_the_fields_and_as_a_message(live: Live) -> None:
    page = await live("/form/")
    await page.submit("#booking", BOOKING | {"email": "nowhere"})
    assert (errors(page), page.flash) == (
        ["Enter a valid email address.", "This field is required."],
        {"error": {"title": "Please check these fields", "fields": ["E-mail", "Day"]}},
    )


async def test_only_used_fields_are_validated_while_typing(live: Live) -> None:
    page = await live("/form/")
    await page.change("#booking", {"email": "nowhere"})
    assert (errors(page), page.flash) == (["Enter a valid email address."], {})


async def test_a_booking_is_accepted(live: Live) -> None:
    page = await live("/form/")
    await page.submit("#booking")
    await page.submit(
        "#booking", BOOKING | {"day": timezone.localdate() + timedelta(days=1)}
    )
    assert (errors(page), page.flash) == (
        [],
        {"success": "3 seats for Ada are booked."},
    )


async def test_a_day_in_the_past_is_rejected(live: Live) -> None:
    page = await live("/form/")
    await page.submit(
        "#booking", BOOKING | {"day": timezone.localdate() - timedelta(days=1)}
    )
    assert errors(page) == ["Choose a day to come."]


async def test_an_invalid_payload_is_refused_and_the_page_stays_usable(
    live: Live,
) -> None:
    page = await live("/form/")
    with pytest.raises(ServerRefused, match="'count' is not a valid int"):
        await page.click("#many")
    await page.click("#four")
    assert page.find("[name=seats]").attributes["value"] == "4"
    assert [*page.flash] == ["error"]


@pytest.mark.parametrize("menu", ["#menu", ".section-menu"])
async def test_a_menu_leads_to_every_page(live: Live, menu: str) -> None:
    page = await live("/counter/")
    for link in page.find_all(f"{menu} a"):
        await page.load("/counter/")
        await page.click(f"{menu} a[href='{link.attributes['href']}']")
        assert page.url == link.attributes["href"]
