"""Changes to the messages of a page by several threads."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from liveflash.flash.flash import Flash

THREADS = 4
PUTS = 200


@pytest.fixture(autouse=True)
def _threads_alternate() -> Iterator[None]:
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def test_no_message_is_lost() -> None:
    flash = Flash()

    def put(thread: int) -> None:
        for number in range(PUTS):
            flash.put(f"{thread}-{number}", "text")

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(put, range(THREADS)))
    assert len(flash.messages) == THREADS * PUTS


def test_no_update_is_lost() -> None:
    flash = Flash()
    handles = [flash.put(f"{thread}", 0) for thread in range(THREADS)]

    def update(thread: int) -> None:
        for number in range(PUTS):
            handles[thread].update(number)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(update, range(THREADS)))
    assert [message.revision for message in flash.messages] == [PUTS] * THREADS
