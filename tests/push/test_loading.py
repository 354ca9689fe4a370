"""Pushed messages of level "loading": pages that open meanwhile show the latest."""

from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import AsyncClient

from liveflash import apush_flash
from liveflash.push import inbox
from tests.conftest import Later
from tests.protocol_client.page import message_texts
from tests.push.conftest import OpenTab

pytestmark = [
    pytest.mark.urls("tests.push.site"),
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_layer"),
]


async def waiting_for(user: User) -> list[Any]:
    waiting = await sync_to_async(inbox.waiting)(str(user.pk))
    return [message.value for message in waiting]


async def plain_texts(client: AsyncClient) -> list[str]:
    response = await client.get("/plain/")
    return message_texts(response.content.decode())


async def test_each_page_that_opens_meanwhile_shows_the_latest_state(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    job = await apush_flash("job", "Row 1", user=ada, level="loading")
    first = await open_tab("/news/", as_ada)
    await first.acknowledge()
    await job.aupdate("Row 2")
    await first.wait_for_texts("Row 2")
    await first.acknowledge()
    second = await open_tab("/news/", as_ada)
    assert second.texts == ["Row 2"]


async def test_each_plain_page_meanwhile_shows_the_latest_state(
    ada: User, as_ada: AsyncClient
) -> None:
    job = await apush_flash("job", "Row 1", user=ada, level="loading")
    seen = [await plain_texts(as_ada)]
    await job.aupdate("Row 2")
    seen += [await plain_texts(as_ada), await plain_texts(as_ada)]
    assert seen == [["Row 1"], ["Row 2"], ["Row 2"]]


async def test_each_page_shows_what_works_for_everyone(
    open_tab: OpenTab, as_ada: AsyncClient
) -> None:
    await apush_flash("job", "Moving…", everyone=True, level="loading")
    for _ in range(2):
        tab = await open_tab("/news/", as_ada)
        assert tab.texts == ["Moving…"]
        await tab.acknowledge()
    assert await plain_texts(as_ada) == ["Moving…"]


async def test_the_end_is_shown_once(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    job = await apush_flash("job", "Row 1", user=ada, level="loading")
    tab = await open_tab("/news/", as_ada)
    await job.aupdate("Done.", level="success")
    await tab.wait_for_texts("Done.")
    await tab.acknowledge()
    following = await open_tab("/news/", as_ada)
    assert (following.texts, await waiting_for(ada)) == ([], [])


async def test_a_dismissed_message_is_not_shown_by_pages_that_open_later(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    job = await apush_flash("job", "Row 1", user=ada, level="loading")
    tab = await open_tab("/news/", as_ada)
    await tab.clear_flash(id=job.id)
    await job.aupdate("Row 2")
    await tab.settle()
    following = await open_tab("/news/", as_ada)
    assert (tab.texts, following.texts) == ([], [])


async def test_the_end_of_a_dismissed_message_is_shown(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    job = await apush_flash("job", "Row 1", user=ada, level="loading")
    tab = await open_tab("/news/", as_ada)
    await tab.clear_flash(id=job.id)
    await job.aupdate("Row 2", fraction=0.5)
    await job.aupdate("Done.", level="success")
    await tab.wait_for_texts("Done.")


async def test_a_page_that_reconnects_shows_the_latest_state(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    job = await apush_flash("job", "Row 1", user=ada, level="loading")
    tab = await open_tab("/news/", as_ada)
    await tab.disconnect()
    await job.aupdate("Row 2")
    await tab.connect()
    await tab.join()
    assert tab.texts == ["Row 2"]


async def test_a_page_that_missed_the_end_shows_no_work_any_more(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient, later: Later
) -> None:
    job = await apush_flash("job", "Row 1", user=ada, level="loading")
    tab, other = [await open_tab("/news/", as_ada) for _ in range(2)]
    await tab.disconnect()
    await job.aupdate("Done.", level="success")
    await other.wait_for_texts("Done.")
    await other.acknowledge()
    later(61)
    await tab.connect()
    await tab.join()
    assert tab.texts == []


async def test_an_update_may_have_a_fraction(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    job = await apush_flash("job", "Row 1", user=ada, level="loading")
    await sync_to_async(job.update)("Row 2", fraction=0.25)
    await tab.wait_for_texts("Row 2")
    assert await waiting_for(ada) == [{"text": "Row 2", "fraction": 0.25}]
