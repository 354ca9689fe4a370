"""Signals of what happens to messages."""

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, Client
from django.urls import path
from pytest_django import Settings

from liveflash import LiveViewSocket, apush_flash, deferred, push_flash, put_flash
from liveflash.signals import flash_dismissed, flash_put
from tests import urls
from tests.channel.test_plain_pages import page as plain_page
from tests.conftest import OpenPage
from tests.heard import Heard, hearing, wait_for_signals
from tests.live import Log, StageView
from tests.push.tab import Tab
from tests.responses import site as responses
from tests.responses.page import Page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.test_signals"),
]


class MountingView(StageView):
    """A view whose mount puts a message."""

    async def mount(self, socket: LiveViewSocket[Log], session: Any) -> None:
        await super().mount(socket, session)
        socket.put_flash("welcome", "Welcome.")


class GatedView(StageView):
    """A view whose ``dispatch`` puts a message."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        put_flash(request, "gate", "Passed.")
        return super().dispatch(request, *args, **kwargs)


def putting(request: HttpRequest) -> HttpResponse:
    """A view that puts a message and shows none."""
    put_flash(request, "info", "Saved.")
    return HttpResponse()


@contextmanager
def tenant(request: Any) -> Iterator[str]:
    """Note the request that the work is done for."""
    token = tenant_path.set(getattr(request, "path", ""))
    try:
        yield ""
    finally:
        tenant_path.reset(token)


tenant_path: ContextVar[str] = ContextVar("tenant_path", default="nobody")


urlpatterns = [
    path("gated/", GatedView.as_view()),
    path("putting/", putting),
    path("mounting/", MountingView.as_view()),
    path("page/", plain_page),
    *responses.urlpatterns,
    *urls.urlpatterns,
]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """What receivers of all signals hear."""
    with hearing() as heard:
        yield heard


@pytest.fixture
async def client() -> AsyncClient:
    """The client of a user."""
    client = AsyncClient()
    await client.aforce_login(await User.objects.acreate(username="ada"))
    return client


async def user_key() -> str:
    return str((await User.objects.aget(username="ada")).pk)


async def put(page: Any, key: str = "info", **more: Any) -> str:
    await page.event("put", {"key": key, "text": "Saved.", **more})
    ids: list[str] = list(page.join_payload()["params"]["_messages"])
    return ids[-1]


async def test_a_message_of_a_live_page_is_put_and_shown(
    live: OpenPage, client: AsyncClient, heard: Heard
) -> None:
    page = await live("/stage/", client)
    await put(page)
    assert heard.lines == ["put info", "shown info"]
    assert heard.users == {await user_key()}


async def test_a_receiver_gets_the_message(live: OpenPage, heard: Heard) -> None:
    page = await live("/stage/")
    message_id = await put(page, "saved", level="success")
    wait_for_signals()
    message = heard.all[0]["message"]
    assert (message.id, message.key, message.level, message.value) == (
        message_id,
        "saved",
        "success",
        "Saved.",
    )
    assert heard.all[0]["user"] is None


async def test_a_message_that_stays_is_reported_once(
    live: OpenPage, heard: Heard
) -> None:
    page = await live("/stage/")
    await put(page, timeout=600)
    await page.event("nothing")
    await page.reconnect()
    await page.event("nothing")
    assert heard.lines == ["put info", "shown info"]


async def test_an_update_is_no_other_message(live: OpenPage, heard: Heard) -> None:
    page = await live("/stage/")
    await page.event("put and keep", {"text": "Begun."})
    await page.event("update", {"text": "Done."})
    assert heard.lines == ["put info", "shown info"]


async def test_what_a_handler_that_raises_has_put_is_not_reported(
    live: OpenPage, heard: Heard
) -> None:
    page = await live("/stage/")
    await page.event("crash")
    assert heard.lines == []


async def test_a_message_of_a_mount_is_put_by_the_first_join(
    live: OpenPage, heard: Heard
) -> None:
    page = await live("/mounting/")
    await page.reconnect()
    assert heard.lines == ["put welcome", "shown welcome"]


def test_a_mount_without_a_join_puts_nothing(heard: Heard) -> None:
    Client().get("/mounting/")
    assert heard.lines == []


async def test_a_message_that_travels_is_shown_by_the_next_page(
    live: OpenPage, heard: Heard
) -> None:
    page = await live("/stage/")
    reply = await page.event(
        "go", {"text": "Moved.", "how": "navigate", "to": "/other/"}
    )
    assert heard.lines == ["put info"]
    await page.navigate("/other/", reply["response"]["live_redirect"]["flash"])
    assert heard.lines == ["put info", "shown info"]


def test_a_redirect_out_of_mount_puts_its_messages(heard: Heard) -> None:
    client = Client()
    client.get("/leaving/plain/")
    assert heard.lines == ["put info"]
    client.get("/plain/")
    assert heard.lines == ["put info", "shown info"]


@pytest.mark.parametrize(
    ("value", "line"),
    [
        ({}, "dismissed info dismissed"),
        ({"used": True}, "dismissed info action"),
        ({"expired": True}, "expired info"),
    ],
)
async def test_the_end_of_a_message_is_reported(
    live: OpenPage, heard: Heard, value: dict[str, bool], line: str
) -> None:
    page = await live("/stage/")
    message_id = await put(page)
    heard.forget()
    await page.clear_flash(id=message_id, **value)
    await page.clear_flash(id=message_id, **value)
    assert heard.lines == [line]


async def test_what_has_ended_offline_is_reported_at_the_join(
    live: OpenPage, heard: Heard
) -> None:
    page = await live("/stage/")
    message_id = await put(page)
    heard.forget()
    payload = page.join_payload()
    payload["params"] |= {
        "_mounts": 1,
        "_ended": {message_id: "timeout"},
        "_flash": {message_id: [0, False]},
    }
    await page.disconnect()
    await page.connect()
    await page.join(**payload)
    assert heard.lines == ["expired info"]


async def test_what_a_view_clears_is_not_reported(live: OpenPage, heard: Heard) -> None:
    page = await live("/stage/")
    await put(page)
    heard.forget()
    await page.event("clear")
    assert heard.lines == []


async def test_a_push_is_put_at_once_and_shown_when_acknowledged(
    client: AsyncClient, heard: Heard
) -> None:
    tab = Tab("/stage/", client)
    await tab.open()
    pushed = await apush_flash("report", "Ready.", user=await user_key())
    await tab.wait_for_texts("Ready.")
    assert heard.lines == ["put report"]
    await tab.acknowledge()
    assert heard.lines == ["put report", "shown report"]
    await pushed.aupdate("Read it.")
    await tab.wait_for_texts("Read it.")
    await tab.acknowledge()
    await tab.disconnect()
    assert heard.lines == ["put report", "shown report"]
    assert heard.users == {await user_key()}


async def test_a_push_on_a_plain_page_is_shown_and_dismissed(
    client: AsyncClient, heard: Heard
) -> None:
    tab = Tab("/page/", client)
    await tab.open()
    pushed = await apush_flash("report", "Ready.", user=await user_key())
    await tab.wait_for_texts("Ready.")
    await tab.acknowledge()
    await tab.clear_flash(id=pushed.id)
    await tab.disconnect()
    assert heard.lines == ["put report", "shown report", "dismissed report dismissed"]


async def test_a_push_to_several_users_is_put_once_and_has_no_user(
    heard: Heard,
) -> None:
    await User.objects.abulk_create(User(username=name) for name in "ab")
    users = [user async for user in User.objects.all()]
    await apush_flash("report", "Ready.", users=users)
    assert heard.lines == ["put report"]
    assert heard.users == {None}


def test_a_push_on_commit_is_put_when_it_is_sent(heard: Heard) -> None:
    user = User.objects.create(username="ada")
    with transaction.atomic():
        push_flash("report", "Ready.", user=user, on_commit=True)
        assert heard.lines == []
    assert heard.lines == ["put report"]


def test_a_message_of_a_plain_page_is_shown_by_the_next_one(heard: Heard) -> None:
    client = Client()
    client.get("/putting/")
    assert heard.lines == ["put info"]
    client.get("/page/")
    client.get("/page/")
    assert heard.lines == ["put info", "shown info"]


def test_djangos_messages_are_put_and_shown_by_the_tag(heard: Heard) -> None:
    Client().get("/page/?django=Saved.")
    assert heard.lines == ["put success", "shown success"]


def test_a_message_in_the_inbox_is_shown_by_a_plain_page(heard: Heard) -> None:
    user = User.objects.create(username="ada")
    push_flash("report", "Ready.", user=user)
    client = Client()
    client.force_login(user)
    client.get("/page/")
    client.get("/page/")
    assert heard.lines == ["put report", "shown report"]
    assert heard.users == {str(user.pk)}


def test_messages_of_a_script_are_shown_when_the_page_fetches_them(
    heard: Heard,
) -> None:
    page = Page(Client())
    response = page.request("/r/part/?put=Saved.&django=Sent.")
    assert sorted(heard.lines) == ["put info", "put success"]
    page.messages(response)
    assert sorted(heard.lines[2:]) == ["shown info", "shown success"]


async def test_a_join_does_not_repeat_what_its_page_load_has_put(
    live: OpenPage, heard: Heard
) -> None:
    await live("/gated/")
    assert heard.lines == ["put gate", "shown gate"]


async def test_a_receiver_that_raises_is_logged(
    live: OpenPage, heard: Heard, caplog: pytest.LogCaptureFixture
) -> None:
    def receiver(**_values: Any) -> None:
        raise RuntimeError("told to")

    flash_put.connect(receiver)
    try:
        page = await live("/stage/")
        await put(page)
        wait_for_signals()
    finally:
        flash_put.disconnect(receiver)
    assert "told to" in caplog.text
    assert page.texts == ["Saved."]


async def test_a_receiver_may_be_async_and_use_the_database(
    live: OpenPage,
) -> None:
    found: list[Any] = []

    async def receiver(message: Any, user: Any, **_values: Any) -> None:
        found.append(await User.objects.filter(username="ada").acount())

    await User.objects.acreate(username="ada")
    flash_put.connect(receiver)
    try:
        page = await live("/stage/")
        await put(page)
        wait_for_signals()
    finally:
        flash_put.disconnect(receiver)
    assert found == [1]


async def test_a_slow_receiver_delays_no_reply(live: OpenPage) -> None:
    gate = threading.Event()

    def receiver(**_values: Any) -> None:
        gate.wait(20)

    flash_put.connect(receiver)
    try:
        page = await live("/stage/")
        await put(page)
        assert page.texts == ["Saved."]
    finally:
        gate.set()
        wait_for_signals()
        flash_put.disconnect(receiver)


async def test_without_a_receiver_nothing_is_deferred(
    live: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    work: list[Any] = []
    monkeypatch.setattr(deferred, "run", work.append)
    flash_dismissed.connect(work.append)
    try:
        page = await live("/stage/")
        await put(page)
    finally:
        flash_dismissed.disconnect(work.append)
    assert work == []


def test_too_much_waiting_work_is_dropped(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    gate, done = threading.Event(), []
    monkeypatch.setattr(deferred, "MAX_WAITING", 3)
    wait_for_signals()
    with caplog.at_level(logging.WARNING, "liveflash"):
        deferred.run(lambda: gate.wait(20))
        for number in range(5):
            deferred.run(lambda number=number: done.append(number))  # type: ignore[misc]
    gate.set()
    monkeypatch.undo()
    wait_for_signals()
    assert done == [0, 1]
    assert caplog.text.count("are dropped") == 1


@pytest.fixture
def paths(settings: Settings) -> Iterator[list[str]]:
    """The tenants of a receiver's calls."""
    settings.LIVEFLASH_CALLBACK_CONTEXT = f"{__name__}.tenant"
    found: list[str] = []

    def receiver(**_values: Any) -> None:
        found.append(tenant_path.get())

    flash_put.connect(receiver)
    yield found
    wait_for_signals()
    flash_put.disconnect(receiver)


def in_a_process(code: str) -> tuple[str, str]:
    """Run code in a process of its own, and return what it prints."""
    settings = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", f"import os\nfrom liveflash import deferred\n{code}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env=settings,
    )
    return done.stdout, done.stderr


def test_work_at_the_end_of_the_process_is_done() -> None:
    code = (
        "import atexit\n"
        "deferred.run(lambda: print('first'))\n"
        "atexit.register(lambda: deferred.run(lambda: print('last')))\n"
    )
    assert in_a_process(code) == ("first\nlast\n", "")


def test_a_receiver_that_blocks_does_not_hold_up_the_end_of_the_process() -> None:
    code = (
        "import threading\n"
        "deferred.END_SECONDS = 0.1\n"
        "deferred.run(threading.Event().wait)\n"
        "deferred.run(lambda: print('lost'))\n"
    )
    assert in_a_process(code) == ("", "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="There are no forks.")
def test_a_forked_process_sends_signals_too() -> None:
    code = (
        "deferred.run(lambda: print('parent', flush=True))\n"
        "deferred._Process.queue.wait()\n"
        "child = os.fork()\n"
        "if child == 0:\n"
        "    deferred.run(lambda: print('child', flush=True))\n"
        "else:\n"
        "    os.waitpid(child, 0)\n"
    )
    assert in_a_process(code) == ("parent\nchild\n", "")


async def test_a_receiver_runs_in_the_context_of_the_page(
    live: OpenPage, paths: list[str]
) -> None:
    page = await live("/stage/")
    await put(page)
    wait_for_signals()
    assert paths == ["/stage/"]


def test_a_receiver_runs_in_the_context_of_the_request(paths: list[str]) -> None:
    Client().get("/putting/")
    wait_for_signals()
    assert paths == ["/putting/"]
