"""The background job of the demo, with the worker in this process."""

import asyncio
import importlib

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from liveflash.push import inbox
from liveflash.testing import Live


@pytest.fixture(autouse=True)
def _demo(settings: Settings) -> None:
    demo = importlib.import_module("demo_project.settings")
    settings.ROOT_URLCONF = demo.ROOT_URLCONF
    settings.TEMPLATES = demo.TEMPLATES
    settings.LIVEFLASH_INBOX_CHECK = 0.05


async def work() -> None:
    await asyncio.to_thread(_work)


def _work() -> None:
    try:
        call_command("work", "--once", "--pause", "0")
    finally:
        # Django closes it after a request, and asyncio's thread serves none.
        connection.close()


READY = {
    "title": "Your export is ready",
    "text": "1,200 rows were written.",
    "url": "/export/",
}


@pytest.mark.django_db(transaction=True)
async def test_a_job_ends_as_one_message_in_every_tab(live: Live) -> None:
    ada = await User.objects.acreate(username="Ada")
    page, other = await live("/export/", user=ada), await live("/counter/", user=ada)
    await page.click("[phx-click=export]")
    await work()
    for each in (page, other):
        async with asyncio.timeout(10):
            while list(each.flash.values()) != [READY]:
                await each.push("diff")


@pytest.mark.django_db(transaction=True)
async def test_a_job_ends_while_no_page_is_open(live: Live) -> None:
    ada = await User.objects.acreate(username="Ada")
    page = await live("/export/", user=ada)
    await page.click("[phx-click=export]")
    await page.close()
    await work()
    following = await live("/counter/", user=ada)
    assert list(following.flash.values()) == [READY]


@pytest.mark.django_db
def test_a_visitor_logs_in_as_a_demo_user() -> None:
    client = Client()
    client.post("/export/become/", {"name": "Eve"})
    client.post("/export/become/", {"name": "Ada"})
    page = client.get("/export/").content.decode()
    known = list(User.objects.values_list("username", flat=True))
    assert ("You are Ada." in page, known) == (True, ["Ada"])


@pytest.mark.django_db
def test_an_idle_worker_ends_with_once() -> None:
    call_command("work", "--once")
    assert inbox.counts() == []
