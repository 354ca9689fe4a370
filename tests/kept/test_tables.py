"""Kept messages before the migration, and in the tables of tenants."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import AsyncClient
from pytest_django import Settings

from liveflash import apush_flash, database, push_flash
from tests.kept.test_badge import tabs
from tests.push.conftest import OpenTab, until_nobody_is_served

__all__ = ["tabs"]

pytestmark = [
    pytest.mark.urls("tests.kept.site"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]


@pytest.fixture
def unmigrated(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Have the tables of the inbox only."""
    call_command("migrate", "liveflash", "0002", verbosity=0)
    monkeypatch.setattr(database._Tables, "exist", False)
    yield
    call_command("migrate", "liveflash", verbosity=0)


@pytest.mark.usefixtures("unmigrated")
async def test_before_the_migration_pages_work_and_the_log_says_so_once(
    open_tab: OpenTab, as_ada: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    tab = await open_tab("/keeping/?mount=Hello", as_ada)
    await tab.event("keep", {"text": "Shipped"})
    await tab.clear_flash()
    assert (tab.texts, caplog.messages) == (
        [],
        [
            "Pages continue without the inbox: The inbox has no table: run "
            "'manage.py migrate liveflash'."
        ],
    )


@pytest.mark.usefixtures("unmigrated")
def test_before_the_migration_a_push_says_what_to_do(ada: User) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"manage\.py migrate liveflash"):
        push_flash("info", "Hello", user=ada, keep=True)


@pytest.mark.usefixtures("unmigrated")
def test_before_the_migration_a_user_can_be_deleted(ada: User) -> None:
    ada.delete()
    assert not User.objects.exists()


# --- tenants --------------------------------------------------------------------------

active: ContextVar[str] = ContextVar("active", default="")


@contextmanager
def tenant(request: Any) -> Iterator[str]:
    """Enter the tenant of a request's host, with tables of its own."""
    name = request.GET.get("tenant", "") if request else active.get()
    with within(name):
        yield name


@contextmanager
def within(name: str) -> Iterator[None]:
    token = active.set(name)
    yield
    active.reset(token)


@pytest.fixture
async def _tenants(settings: Settings, transactional_db: None) -> AsyncIterator[None]:
    settings.LIVEFLASH_CALLBACK_CONTEXT = f"{__name__}.tenant"
    yield
    await until_nobody_is_served()


@pytest.mark.usefixtures("_tenants")
async def test_only_pages_of_the_tenant_are_notified(
    tabs: Any, ada: User, as_ada: AsyncClient
) -> None:
    red, blue = [
        await tabs(f"/keeping/?tenant={name}", as_ada) for name in ("red", "blue")
    ]
    for tab in (red, blue):
        await tab.until(0)
    with within("red"):
        await apush_flash("info", "Noon", user=ada, keep=True)
    await red.until(1)
    await blue.settle()
    assert blue.counts == [0]


@pytest.mark.usefixtures("_tenants")
async def test_what_a_bell_changes_notifies_pages_of_its_tenant(
    tabs: Any, ada: User, as_ada: AsyncClient
) -> None:
    with within("red"):
        await apush_flash("info", "Noon", user=ada, keep=True)
    red = await tabs("/keeping/?tenant=red", as_ada)
    await red.until(1)
    marks = {"Liveflash-Kept": "read", "Liveflash-Page": "abc"}
    with within("red"):
        await as_ada.post("/keeping/?tenant=red", headers=marks)
    await red.until(0)
