"""A message for everyone stays within its namespace, also in a shared table."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from pytest_django import Settings

from liveflash import apush_flash, push_flash
from liveflash.models import InboxMessage
from liveflash.push import inbox
from tests.push.conftest import OpenTab, until_nobody_is_served

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]

active: ContextVar[str] = ContextVar("active", default="")


@contextmanager
def tenant(request: Any) -> Iterator[str]:
    """Enter the tenant in the URL of a request, otherwise the active one."""
    yield request.GET.get("tenant", "") if request else active.get()


@contextmanager
def within(name: str) -> Iterator[None]:
    token = active.set(name)
    yield
    active.reset(token)


@pytest.fixture(autouse=True)
async def _project(settings: Settings, transactional_db: None) -> AsyncIterator[None]:
    settings.LIVEFLASH_CALLBACK_CONTEXT = f"{__name__}.tenant"
    yield
    await until_nobody_is_served()


async def test_only_open_pages_of_the_tenant_show_it(
    open_tab: OpenTab, as_ada: AsyncClient
) -> None:
    red, blue = [await open_tab(f"/news/?tenant={name}") for name in ("red", "blue")]
    with within("red"):
        await apush_flash("info", "Noon.", everyone=True)
    await red.wait_for_texts("Noon.")
    await blue.settle()
    assert blue.texts == []


async def test_only_live_pages_of_the_tenant_find_it(
    open_tab: OpenTab, as_ada: AsyncClient
) -> None:
    with within("red"):
        await apush_flash("info", "Noon.", everyone=True)
    blue = await open_tab("/news/?tenant=blue", as_ada)
    red = await open_tab("/news/?tenant=red", as_ada)
    assert (blue.texts, red.texts) == ([], ["Noon."])
    await red.acknowledge()
    following = await open_tab("/news/?tenant=red", as_ada)
    assert following.texts == []


@pytest.mark.usefixtures("check_often")
async def test_the_check_of_the_inbox_brings_it_to_its_tenant_only(
    open_tab: OpenTab, as_ada: AsyncClient
) -> None:
    red, blue = [
        await open_tab(f"/news/?tenant={name}", as_ada) for name in ("red", "blue")
    ]
    await apush_flash("info", "Noon.", everyone=True)  # of no tenant
    await InboxMessage.objects.aupdate(user="red")
    await red.wait_for_texts("Noon.")
    await blue.settle()
    assert blue.texts == []


async def test_the_check_of_the_inbox_reads_for_sessions_in_their_tenants(
    open_tab: OpenTab, as_ada: AsyncClient, settings: Settings
) -> None:
    settings.LIVEFLASH_INBOX_CHECK = 0.05
    tab = await open_tab("/news/?tenant=red", as_ada)
    key = as_ada.cookies["sessionid"].value
    pushed = await apush_flash("info", "Paid.", session=key)
    await tab.wait_for_texts("Paid.")
    row = await InboxMessage.objects.aget()
    row.pk, row.message_id = None, "f" * 12
    row.contents = row.contents.replace(pushed.id, "f" * 12)
    await row.asave(force_insert=True)
    await tab.wait_for_texts("Paid.", "Paid.")


def test_only_plain_pages_of_the_tenant_show_it(ada: User) -> None:
    client = Client()
    client.force_login(ada)
    with within("red"):
        push_flash("info", "Noon.", everyone=True)
    with within("blue"):
        assert "Noon." not in client.get("/plain/").content.decode()
    with within("red"):
        assert "Noon." in client.get("/plain/").content.decode()


async def test_an_update_stays_with_its_tenant(ada: User) -> None:
    with within("red"):
        pushed = await apush_flash("info", "Noon.", everyone=True)
    await pushed.aupdate("One.")
    waiting = sync_to_async(inbox.waiting)
    assert await waiting(str(ada.pk)) == ()
    with within("red"):
        assert [m.value for m in await waiting(str(ada.pk))] == ["One."]
