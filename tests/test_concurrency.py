"""The thread pool: what a call raises arrives, and its place in the pool comes back."""

import asyncio
import concurrent.futures
import threading
from contextvars import ContextVar, copy_context
from typing import Any

import pytest
from asgiref.sync import SyncToAsync
from django.test import AsyncClient
from django.urls import path, set_urlconf
from django.urls.base import _urlconfs  # type: ignore[attr-defined]
from django.utils import translation

from liveflash import LiveView, LiveViewSocket, conf
from liveflash.channel.lean_context import lean_context
from liveflash.concurrency import call_for_loop, in_pool
from liveflash.exceptions import CallbackInterrupted

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 5

tenant: ContextVar[str] = ContextVar("tenant", default="none")


class StopIterationOfAProject(StopIteration):
    """A subclass, which a future takes for the end of its own iterator."""


class NotAnException(BaseException):
    """Like the exceptions of `pytest.fail` and greenlets, not an ``Exception``."""


UNDELIVERABLE = [
    StopIteration,
    StopIterationOfAProject,
    GeneratorExit,
    KeyboardInterrupt,
    SystemExit,
    asyncio.CancelledError,
    concurrent.futures.CancelledError,
    NotAnException,
]
DELIVERABLE = [StopAsyncIteration, ValueError, TimeoutError]


def name_of(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__name__}"


def raise_one(kind: type[BaseException]) -> None:
    raise kind("told to")


async def outcome_of(kind: type[BaseException]) -> BaseException:
    """Return what a call in the pool that raises ``kind`` raises in its task."""
    with pytest.raises(Exception) as raised:  # noqa: PT011 - any Exception will do
        async with asyncio.timeout(PATIENCE):
            await in_pool(raise_one, kind)
    return raised.value


@pytest.mark.parametrize("kind", DELIVERABLE, ids=name_of)
async def test_an_exception_is_raised_as_it_is(kind: type[Exception]) -> None:
    outcome = await outcome_of(kind)
    assert (type(outcome), str(outcome)) == (kind, "told to")


@pytest.mark.parametrize("kind", UNDELIVERABLE, ids=name_of)
async def test_what_a_loop_cannot_take_is_an_interrupted_callback(
    kind: type[BaseException],
) -> None:
    outcome = await outcome_of(kind)
    assert (type(outcome), type(outcome.__cause__)) == (CallbackInterrupted, kind)


async def test_the_error_names_what_was_raised() -> None:
    outcome = await outcome_of(StopIteration)
    assert "StopIteration('told to')" in str(outcome)


async def test_the_error_has_the_traceback_of_what_was_raised() -> None:
    outcome = await outcome_of(StopIteration)
    innermost = outcome.__traceback__
    while innermost is not None and innermost.tb_next is not None:
        innermost = innermost.tb_next
    assert innermost is not None
    assert innermost.tb_frame.f_code is raise_one.__code__


@pytest.mark.parametrize("kind", [KeyboardInterrupt, SystemExit], ids=name_of)
def test_a_signal_in_the_main_thread_is_raised_as_it_is(
    kind: type[BaseException],
) -> None:
    with pytest.raises(kind):
        call_for_loop(raise_one, kind)


@pytest.mark.parametrize("kind", [*UNDELIVERABLE, *DELIVERABLE], ids=name_of)
async def test_calls_that_raise_return_their_places(kind: type[BaseException]) -> None:
    count = 2 * conf.threads() + 1
    calls = [asyncio.create_task(in_pool(raise_one, kind)) for _ in range(count)]
    _done, pending = await asyncio.wait(calls, timeout=PATIENCE)
    assert not pending
    async with asyncio.timeout(PATIENCE):
        assert await in_pool(lambda: "runs") == "runs"
    await asyncio.gather(*calls, return_exceptions=True)


async def test_cancelled_calls_return_their_places() -> None:
    release = threading.Event()
    tasks = [
        asyncio.create_task(in_pool(release.wait, PATIENCE))
        for _ in range(4 * conf.threads())
    ]
    await asyncio.sleep(0.05)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    release.set()
    async with asyncio.timeout(PATIENCE):
        assert await in_pool(lambda: "runs") == "runs"


async def test_a_cancelled_call_is_cancelled() -> None:
    release = threading.Event()
    task = asyncio.create_task(in_pool(release.wait, PATIENCE))
    await asyncio.sleep(0.05)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    release.set()


class RaisingView(LiveView[dict[str, Any]]):
    """A view whose plain mount raises."""

    template_name = "quiet.html"
    kind: type[BaseException] = ValueError

    def mount(self, socket: LiveViewSocket[dict[str, Any]], session: Any) -> None:
        raise_one(self.kind)


urlpatterns = [path("raising/", RaisingView.as_view())]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("kind", [*UNDELIVERABLE, *DELIVERABLE], ids=name_of)
async def test_a_plain_mount_that_raises_is_a_server_error(
    kind: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(RaisingView, "kind", kind)
    client = AsyncClient(raise_request_exception=False)
    async with asyncio.timeout(PATIENCE):
        response = await client.get("/raising/")
    assert response.status_code == 500


async def test_a_lean_context_has_only_the_variables_that_hold_something() -> None:
    def activate() -> None:
        set_urlconf("tests.urls")
        set_urlconf(None)
        tenant.set("")
        translation.activate("pl")

    await in_pool(activate)
    lean = lean_context()
    assert lean.run(translation.get_language) == "pl"
    assert lean.run(tenant.get) == ""
    left_out = set(copy_context()) - set(lean)
    assert SyncToAsync.deadlock_context in left_out
    assert _urlconfs._storage._data in left_out
