"""The requests of a bell, which FlashMiddleware answers at any URL."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.db import OperationalError, connection
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from liveflash import push_flash
from liveflash.kept import reading
from liveflash.models import KeptCopy
from liveflash.push import inbox
from tests.conftest import Later
from tests.kept.conftest import kept_by

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]

UNREAD, READ = False, True
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    """Have a small template of entries."""
    settings.ROOT_URLCONF = "tests.kept.site"
    (engine,) = settings.TEMPLATES
    directories = [Path(__file__).parent / "templates", *engine["DIRS"]]
    settings.TEMPLATES = [{**engine, "DIRS": directories}]


@pytest.fixture(params=[Client, AsyncClient], ids=["sync", "async"])
def ask(request: pytest.FixtureRequest, ada: User) -> Ask:
    """Return a function that sends a request of Ada's bell."""
    client = request.param()
    client.force_login(ada)
    return asking(client)


def asking(client: Client | AsyncClient) -> Ask:
    """Return a function that sends a request of a bell with the client."""

    def send(kind: str, data: Any = None, method: str = "", **headers: str) -> Any:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        marks = {"Liveflash-Kept": kind, "Liveflash-Page": "abc", **named}
        method = method or ("get" if kind == "list" else "post")
        call: Any = getattr(client, method)
        if isinstance(client, AsyncClient):
            call = async_to_sync(call)
        return call("/nowhere/?liveflash", data or {}, headers=marks)

    return send


def entries(response: Any) -> list[str]:
    """Return the texts of the entries in a response."""
    return re.findall(r"<li[^>]*>(.*?) \d\d:\d\d</li>", response.content.decode())


def keep(user: User, *texts: str) -> list[str]:
    """Push messages that a user keeps; return their ids."""
    return [push_flash("info", text, user=user, keep=True).id for text in texts]


def test_the_list_has_the_newest_first(ask: Ask, ada: User) -> None:
    keep(ada, "First", "Second")
    response = ask("list")
    assert (response.status_code, response["Liveflash-Unread"]) == (200, "2")
    assert entries(response) == ["Second", "First"]


def test_the_list_of_nothing_is_empty(ask: Ask) -> None:
    response = ask("list")
    assert (response.status_code, response["Liveflash-Unread"]) == (200, "0")
    assert entries(response) == []


def test_the_list_is_read_page_by_page(ask: Ask, ada: User) -> None:
    keep(ada, *"ABC")
    first = ask("list", Liveflash_Limit="2")
    (before,) = re.findall(r'<button value="(\d+)"', first.content.decode())
    second = ask("list", Liveflash_Limit="2", Liveflash_Before=before)
    assert (entries(first), entries(second)) == (["C", "B"], ["A"])
    assert "<button" not in second.content.decode()


def test_the_list_has_groups_by_day_in_the_active_time_zone(
    ask: Ask, ada: User, settings: Settings, later: Later
) -> None:
    settings.TIME_ZONE = "Pacific/Kiritimati"
    keep(ada, "First")
    later(24 * 3600)
    keep(ada, "Second")
    with timezone.override("Pacific/Kiritimati"):
        days = [timezone.localdate(each.created) for each in KeptCopy.objects.all()]
    found = re.findall(r"<h3>(.*?)</h3>", ask("list").content.decode())
    assert found == [str(day) for day in reversed(days)]


def test_the_skin_of_the_bell_selects_the_parts(ask: Ask, ada: User) -> None:
    keep(ada, "First", "Second")
    response = ask("list", Liveflash_Skin="bootstrap", Liveflash_Limit="1")
    assert "liveflash/bootstrap/link.html" in response.content.decode()


@pytest.mark.parametrize("is_all", [True, False])
def test_messages_are_marked_as_read_and_unread(
    ask: Ask, ada: User, is_all: bool
) -> None:
    _first, second = keep(ada, "First", "Second")
    data = {} if is_all else {"id": second}
    read = ask("read", data)
    assert (read.status_code, read["Liveflash-Unread"]) == (204, "0" if is_all else "1")
    assert kept_by(ada) == [("Second", READ), ("First", is_all)]
    unread = ask("unread", data)
    assert (unread.status_code, unread["Liveflash-Unread"]) == (204, "2")


@pytest.mark.parametrize("is_all", [True, False])
def test_messages_are_deleted(ask: Ask, ada: User, is_all: bool) -> None:
    _first, second = keep(ada, "First", "Second")
    response = ask("delete", {} if is_all else {"id": second})
    assert response.status_code == 204
    assert kept_by(ada) == ([] if is_all else [("First", UNREAD)])


@pytest.mark.parametrize("kind", ["read", "unread", "delete"])
def test_messages_of_another_user_are_neither_listed_nor_changed(
    ask: Ask, ada: User, ben: User, kind: str
) -> None:
    keep(ada, "For Ada")
    (of_ben,) = keep(ben, "For Ben")
    KeptCopy.objects.filter(user=str(ben.pk)).update(
        read=timezone.now() if kind == "unread" else None
    )
    before = kept_by(ben)
    assert entries(ask("list")) == ["For Ada"]
    for data in ({"id": of_ben}, {}):
        assert ask(kind, data).status_code == 204
    assert kept_by(ben) == before


@pytest.mark.parametrize("kind", ["list", "read", "unread", "delete", "nonsense"])
def test_a_visitor_without_a_user_gets_nothing(db: None, kind: str) -> None:
    response = asking(Client())(kind)
    assert (response.status_code, response.content) == (204, b"")
    assert "Liveflash-Unread" not in response


@pytest.mark.parametrize("kind", ["read", "unread", "delete"])
def test_a_forged_request_changes_nothing(ada: User, kind: str) -> None:
    keep(ada, "First")
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    response = asking(client)(kind)
    assert (response.status_code, response.content) == (403, b"")
    assert kept_by(ada) == [("First", UNREAD)]


@pytest.mark.parametrize("middleware", ["with", "without"])
def test_a_request_with_the_token_of_the_page_is_genuine(
    ada: User, settings: Settings, middleware: str
) -> None:
    if middleware == "without":
        settings.MIDDLEWARE = [m for m in settings.MIDDLEWARE if "csrf" not in m]
    (message_id,) = keep(ada, "First")
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada)
    token = "a" * 32
    client.cookies["csrftoken"] = token
    response = asking(client)("read", {"id": message_id}, X_CSRFToken=token)
    assert (response.status_code, kept_by(ada)) == (204, [("First", READ)])


def test_no_cache_stores_a_response(ask: Ask, ada: User) -> None:
    for response in (ask("list"), ask("read"), asking(Client())("list")):
        assert {"private", "no-store"} <= {*response["Cache-Control"].split(", ")}


def test_only_a_bell_gets_an_answer(ask: Ask, ada: User) -> None:
    response = ask("list", Liveflash_Page="not a page!")
    assert response.status_code == 404


@pytest.mark.parametrize(
    ("kind", "method"),
    [("list", "post"), ("read", "get"), ("unread", "put"), ("delete", "delete")],
)
def test_a_wrong_method_is_refused(ask: Ask, ada: User, kind: str, method: str) -> None:
    keep(ada, "First")
    assert ask(kind, method=method).status_code == 405
    assert kept_by(ada) == [("First", UNREAD)]


HOSTILE_NUMBERS = ["", "-1", "0", "1e3", "x", "1\x00", "9" * 19, "9" * 5000, "٣"]


@pytest.mark.parametrize("number", HOSTILE_NUMBERS)
@pytest.mark.parametrize("header", ["Liveflash_Before", "Liveflash_Limit"])
def test_a_malformed_number_is_refused(ada: User, header: str, number: str) -> None:
    client = Client()
    client.force_login(ada)
    assert asking(client)("list", **{header: number}).status_code == 400


@pytest.mark.parametrize(
    "message_id", ["", "x" * 32, "A" * 32, "a" * 31, "a" * 33, "\x00" * 32, "a" * 10**6]
)
def test_a_malformed_id_is_refused(ask: Ask, ada: User, message_id: str) -> None:
    keep(ada, "First")
    assert ask("delete", {"id": message_id}).status_code == 400
    assert kept_by(ada) == [("First", UNREAD)]


@pytest.mark.parametrize("kind", ["nonsense", "", "List", "read,delete"])
def test_an_unknown_kind_is_refused(ask: Ask, kind: str) -> None:
    assert ask(kind, method="post").status_code == 400


def test_an_unknown_skin_is_refused(ask: Ask) -> None:
    assert ask("list", Liveflash_Skin="../secret").status_code == 400


def test_a_form_with_too_many_fields_is_refused(ask: Ask, ada: User) -> None:
    keep(ada, "First")
    data = {f"field-{number}": "" for number in range(1001)}
    assert ask("delete", data).status_code == 400
    assert kept_by(ada) == [("First", UNREAD)]


def test_text_is_escaped(ask: Ask, ada: User) -> None:
    keep(ada, "<script>alert(1)</script>")
    assert b"<script>" not in ask("list").content


@pytest.mark.parametrize("kind", ["list", "read"])
def test_during_an_outage_the_answer_says_so(
    ask: Ask, ada: User, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def fail(*_args: Any) -> None:
        raise OperationalError("gone")

    monkeypatch.setattr(reading, "page", fail)
    monkeypatch.setattr(reading, "unread_count", fail)
    assert ask(kind).status_code == 503


def test_the_first_page_of_many_is_small_and_cheap(ada: User) -> None:
    for number in range(500):
        keep(ada, f"{number} " + "Order shipped to its address. " * 10)
    client = Client()
    client.force_login(ada)
    with CaptureQueriesContext(connection) as captured:
        response = asking(client)("list")
    own = [q for q in captured.captured_queries if "liveflash" in q["sql"]]
    assert (len(entries(response)), len(own)) == (20, 3)
    assert len(response.content) < 100_000


@pytest.mark.parametrize("is_all", [False, True])
def test_a_deleted_message_does_not_wait_for_the_next_page(
    ask: Ask, ada: User, is_all: bool
) -> None:
    (message_id,) = keep(ada, "Shipped")
    ask("delete", {} if is_all else {"id": message_id})
    assert inbox.stored("user", str(ada.pk)) == ()


def test_the_deletion_of_all_leaves_what_waits_and_is_not_kept(
    ask: Ask, ada: User, ben: User
) -> None:
    push_flash("info", "Hello", user=ada)
    push_flash("info", "Noon", users=[ada, ben], keep=True)
    ask("delete")
    waiting = [m.value for u in (ada, ben) for m in inbox.stored("user", str(u.pk))]
    assert waiting == ["Hello", "Noon"]
