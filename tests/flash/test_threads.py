"""Changes to the messages of a page by several threads."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.utils.functional import lazy

from liveflash.flash.flash import Flash
from liveflash.flash.mounted import MountedMessages

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


CHANGES: list[Callable[[Flash, object], object]] = [
    lambda flash, value: flash.put("info", value),
    lambda flash, value: flash.put("info", value, replaces=False),
    lambda flash, value: flash.put("info", "text").update(value),
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("is_mounting", [False, True])
def test_a_value_that_takes_long_to_read_delays_no_other_page(
    change: Callable[[Flash, object], object], *, is_mounting: bool
) -> None:
    flash, other = Flash(), Flash()
    flash.mounted = MountedMessages("page") if is_mounting else None

    def read() -> str:
        pool.submit(other.put, "info", "text").result(timeout=2)
        return "text"

    with ThreadPoolExecutor() as pool, flash.mounting():
        change(flash, lazy(read, str)())
    assert "info" in flash
