"""``manage.py liveflash_inbox`` shows and removes what users keep."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command

from liveflash import push_flash
from liveflash.kept import marking
from liveflash.models import InboxMessage, KeptMessage
from tests.conftest import Later
from tests.kept.conftest import kept_by

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]


def ask(*args: str) -> list[str]:
    """Return the lines that the command writes."""
    out = StringIO()
    call_command("liveflash_inbox", *args, stdout=out, stderr=out)
    return out.getvalue().splitlines()


def keep(user: User, text: str) -> str:
    """Push a message that a user keeps, and that no longer waits; return its id."""
    pushed = push_flash("info", text, user=user, keep=True)
    InboxMessage.objects.all().delete()
    return pushed.id


def test_it_shows_who_keeps_how_much(ada: User, ben: User) -> None:
    first = keep(ada, "First")
    keep(ada, "Second")
    keep(ben, "First")
    marking.mark_read(str(ada.pk), [first])
    assert sorted(ask()) == sorted(
        [f"kept by {ada.pk}\t2\t1 unread", f"kept by {ben.pk}\t1\t1 unread"]
    )


def test_it_shows_what_a_user_keeps(ada: User, ben: User) -> None:
    first, second = keep(ada, "First"), keep(ada, "Second")
    keep(ben, "For Ben")
    marking.mark_read(str(ada.pk), [first])
    assert ask("--user", str(ada.pk)) == [
        f"{first}\tinfo\tFirst\tkept, read",
        f"{second}\tinfo\tSecond\tkept, unread",
    ]


def test_it_removes_what_a_user_keeps(ada: User, ben: User) -> None:
    keep(ada, "First")
    keep(ben, "For Ben")
    assert ask("--user", str(ada.pk), "--clear") == [
        "0 messages removed",
        "1 kept messages removed",
    ]
    assert (kept_by(ada), kept_by(ben)) == ([], [("For Ben", False)])


def test_it_purges_what_has_expired(ada: User, later: Later) -> None:
    keep(ada, "Old")
    later(90 * 24 * 3600 + 1)
    assert ask("--purge") == ["1 expired messages removed"]
    assert KeptMessage.objects.count() == 0
