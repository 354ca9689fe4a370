"""The task of the demo, with the worker in this process."""

import asyncio
from functools import partial

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import AsyncClient
from django_tasks_db.management.commands.db_worker import Worker
from pytest_django import Settings

from liveflash.testing import Live, Page

pytestmark = [
    pytest.mark.usefixtures("demo_site"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def _at_once(settings: Settings) -> None:
    settings.LIVEFLASH_INBOX_CHECK = 0.05


@pytest.fixture
async def ada(db: None) -> User:
    return await User.objects.acreate(username="Ada")


async def work() -> None:
    await asyncio.to_thread(_work)


def _work() -> None:
    worker = Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="worker",
        excluded_queue_names=[],
    )
    try:
        worker.run()
    finally:
        # Django closes it after a request, and asyncio's thread serves none.
        connection.close()


def shows_result(page: Page) -> bool:
    return list(page.flash.values()) == [READY]


READY = {
    "title": "Your export is ready",
    "text": "1,200 rows were written.",
    "url": "/export/",
}


async def test_a_job_ends_as_one_message_in_every_tab(live: Live, ada: User) -> None:
    page, other = await live("/export/", user=ada), await live("/counter/", user=ada)
    await page.click("button[value=export]")
    await work()
    for each in (page, other):
        await each.wait(partial(shows_result, each))


async def test_a_job_ends_while_no_page_is_open(live: Live, ada: User) -> None:
    page = await live("/export/", user=ada)
    await page.click("button[value=export]")
    await page.close()
    await work()
    following = await live("/counter/", user=ada)
    assert list(following.flash.values()) == [READY]


async def test_a_job_that_fails_says_so(live: Live, ada: User) -> None:
    page = await live("/export/", user=ada)
    await page.click("button[value=failure]")
    await work()
    following = await live("/counter/", user=ada)
    failed = {"title": "The export has failed", "url": "/export/"}
    assert list(following.flash.values()) == [failed]


async def test_the_result_of_a_job_is_kept(live: Live, ada: User) -> None:
    page = await live("/export/", user=ada)
    await page.click("button[value=export]")
    await work()
    client = AsyncClient()
    await client.aforce_login(ada)
    headers = {"Liveflash-Page": "test", "Liveflash-Kept": "list"}
    listed = (await client.get("/counter/", headers=headers)).content.decode()
    assert listed.count("Your export is ready") == 1
