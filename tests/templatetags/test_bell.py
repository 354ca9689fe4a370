"""``{% liveflash_bell %}``, and the templates of the entries in its panel."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import AnonymousUser, User
from django.http import HttpRequest
from django.template import engines
from django.template.loader import render_to_string
from django.test import AsyncClient, RequestFactory
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries, Settings

from liveflash import push_flash
from liveflash.flash.message import Message
from liveflash.flash.presentation import present
from liveflash.flash.skins import PARTS_OF
from liveflash.templatetags.liveflash_bell import day_name
from tests.protocol_client.page import LivePage
from tests.push.conftest import ada, no_layer

__all__ = ["ada", "no_layer"]

alone = pytest.mark.usefixtures("no_layer")


def render(request: HttpRequest, options: str = "") -> str:
    """Return the HTML of the tag."""
    source = f"{{% load liveflash %}}{{% liveflash_bell {options} %}}"
    return engines["django"].from_string(source).render({}, request)


def request_of(user: Any) -> HttpRequest:
    """Return a request of a user."""
    request = RequestFactory().get("/")
    request.user = user
    return request


def keep(user: User, number: int) -> None:
    """Push messages for a user to keep."""
    for _ in range(number):
        push_flash("info", "Hello", user=user, keep=True)


def value_of(name: str, html: str) -> list[str]:
    """Return the values of an attribute."""
    return re.findall(rf' {name}="(.*?)"', html)


@alone
@pytest.mark.django_db(transaction=True)
def test_a_bell_has_the_number_of_unread_messages(ada: User) -> None:
    keep(ada, 3)
    assert value_of("data-unread", render(request_of(ada))) == ["3"]


@alone
@pytest.mark.django_db(transaction=True)
def test_a_bell_costs_one_query_for_a_page(
    ada: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    render(request_of(ada))
    request = request_of(ada)
    with django_assert_num_queries(1):
        render(request)
        render(request)


@alone
async def test_a_live_page_does_not_count_again(
    live: Callable[..., Any], transactional_db: None, caplog: pytest.LogCaptureFixture
) -> None:
    client = AsyncClient()
    await client.get("/login/?name=ada")
    user = await User.objects.aget(username="ada")
    await sync_to_async(keep)(user, 2)
    page: LivePage = await live("/bell/", client)
    await page.event("note", {})
    assert "note {}" in page.html
    assert value_of("data-unread", page.response.content.decode()) == ["2"]
    assert (value_of("data-unread", page.html), caplog.messages) == ([], [])


def test_a_visitor_has_the_messages_of_the_tab() -> None:
    html = render(request_of(AnonymousUser()))
    assert value_of("data-store", html) == ["tab"]
    assert value_of("data-unread", html) == []


@pytest.mark.django_db
def test_a_visitor_costs_no_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(0):
        render(request_of(AnonymousUser()))


@pytest.mark.django_db(transaction=True)
async def test_async_code_has_a_bell_without_a_number(
    caplog: pytest.LogCaptureFixture,
) -> None:
    user = await User.objects.acreate(username="ada")
    html = render(request_of(user))
    assert value_of("data-store", html) == ["user"]
    assert (value_of("data-unread", html), caplog.messages) == ([], [])


@pytest.mark.parametrize("most", [0, "'x'", "None"])
def test_a_bell_of_no_messages_is_refused(most: object) -> None:
    with pytest.raises(ValueError, match="liveflash_bell %}: max must be an integer"):
        render(request_of(AnonymousUser()), f"max={most}")


def test_unknown_skin_of_the_bell() -> None:
    with pytest.raises(ValueError, match="liveflash_bell %}: skin must be one of"):
        render(request_of(AnonymousUser()), 'skin="x"')


@pytest.mark.parametrize(
    ("language", "days", "name"),
    [
        ("en", 0, "Today"),
        ("en", 1, "Yesterday"),
        ("de", 0, "Heute"),
        ("es", 1, "Ayer"),
        ("fr", 1, "Hier"),
    ],
)
def test_the_last_days_have_names(language: str, days: int, name: str) -> None:
    with translation.override(language):
        assert day_name(timezone.localdate() - timedelta(days=days)) == name


@pytest.mark.parametrize(
    ("language", "name"), [("en", "Jan. 2, 2020"), ("de", "2. Januar 2020")]
)
def test_an_earlier_day_is_a_date_of_the_language(language: str, name: str) -> None:
    with translation.override(language):
        assert day_name(date(2020, 1, 2)) == name


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_today_is_that_of_the_time_zone(settings: Settings, zone: str) -> None:
    settings.USE_TZ = True
    with timezone.override(zone):
        assert day_name(timezone.localtime().date()) == "Today"


def entries(value: Any, *, is_read: bool = False) -> str:
    """Return the HTML of an entry, as the panel loads it."""
    entry = {
        "id": "a" * 32,
        "message": present(Message("a" * 32, "info", "info", value)),
        "created": datetime(2020, 1, 2, 13, 14),  # noqa: DTZ001 (a local time)
        "is_read": is_read,
    }
    days = [(date(2020, 1, 2), [entry])]
    values = {"days": days, "parts": PARTS_OF["plain"], "next": None}
    return render_to_string("liveflash/bell/entries.html", values)


def test_an_entry_has_its_time_and_key() -> None:
    html = entries("Hello")
    assert value_of("data-liveflash-key", html) == ["2020-01-02", "a" * 32]
    assert re.findall(r"<time.*?>(.*?)</time>", html) == ["1:14 p.m."]


@pytest.mark.parametrize(
    ("is_read", "uses"), [(True, ["unread", "delete"]), (False, ["read", "delete"])]
)
def test_an_entry_can_be_marked(is_read: bool, uses: list[str]) -> None:
    html = entries("Hello", is_read=is_read)
    assert value_of("data-liveflash-use", html) == uses
    assert (">Unread<" in html) is not is_read


def test_an_entry_escapes_its_text() -> None:
    assert "<img" not in entries({"title": "<img>", "text": "<img>"})
