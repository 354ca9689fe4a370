"""The migrations of the inbox."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from liveflash import database, push_flash
from liveflash.push import inbox

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]

# The contents of a message as version 0.1 stored them.
REST = 'null, "", 0, null, null, true, "jobs.py:5"]'
PLAIN = f'["fD0HIZvm", "info", "info", "It is ready.", {REST}'
ACTION = '{"label": "Open", "event": "open"}'
WITH_ACTION = (
    '["fD0HIZvm", "success", "success", '
    f'{{"text": "It is ready.", "action": {ACTION}, "url": "/list/"}}, {REST}'
)


def migrate(name: str) -> None:
    call_command("migrate", "liveflash", name, verbosity=0)


@pytest.fixture
def migrated_back(transactional_db: None) -> Iterator[None]:
    yield
    migrate("0003")


def table_rows() -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM liveflash_inboxmessage")
        return list(cursor.fetchall())


@pytest.mark.usefixtures("migrated_back")
def test_the_former_table_has_what_was_for_users_only(ada: User) -> None:
    push_flash("info", "for Ada", user=ada)
    push_flash("info", "for everyone", everyone=True)
    push_flash("info", "for a session", session="a" * 32)
    migrate("0001")
    assert [str(ada.pk) in row for row in table_rows()] == [True]
    migrate("0003")
    assert [message.value for message in inbox.waiting(str(ada.pk))] == ["for Ada"]


@pytest.mark.usefixtures("migrated_back")
@pytest.mark.parametrize("contents", [PLAIN, WITH_ACTION])
def test_what_version_0_1_has_stored_is_shown(
    ada: User, client: Client, contents: str
) -> None:
    migrate("0001")
    now = timezone.now()
    times = [f"{time:%Y-%m-%d %H:%M:%S}" for time in (now, now + timedelta(days=1))]
    row: list[str | int] = [str(ada.pk), "fD0HIZvm", 0, contents, *times]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO liveflash_inboxmessage "
            '("user", message_id, revision, contents, created, expires) '
            "VALUES (%s, %s, %s, %s, %s, %s)",
            row,
        )
    migrate("0003")
    client.force_login(ada)
    assert "It is ready." in client.get("/plain/").content.decode()


@pytest.mark.usefixtures("migrated_back")
def test_before_the_migration_pages_go_on_in_a_transaction(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    migrate("0001")
    monkeypatch.setattr(database._Tables, "exist", False)
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    client = Client()
    client.force_login(ada)
    assert client.get("/plain/").status_code == 200


def test_no_migration_is_missing() -> None:
    call_command("makemigrations", "liveflash", check=True, dry_run=True, verbosity=0)
