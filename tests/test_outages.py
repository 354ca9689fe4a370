"""What a process knows of an outage that its threads find out about side by side."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from liveflash.outages import Outage

THREADS = 8


def find_out(outage: Outage, together: Barrier) -> bool:
    asked = outage.changes
    together.wait(10)
    return outage.record_failure(asked)


def test_it_is_news_to_one_of_the_threads_that_find_out_at_the_same_moment() -> None:
    outage, together = Outage(), Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        found = [pool.submit(find_out, outage, together) for _ in range(THREADS)]
    news = sorted(each.result() for each in found)
    assert news == [False] * (THREADS - 1) + [True]


def test_it_begins_and_ends_and_begins_again() -> None:
    outage = Outage()
    fail, succeed = outage.record_failure, outage.record_success
    calls = [fail, fail, succeed, succeed, fail]
    assert [(call(outage.changes), outage.is_on) for call in calls] == [
        (True, True),
        (False, True),
        (True, False),
        (False, False),
        (True, True),
    ]


def test_what_was_asked_before_it_began_does_not_end_it() -> None:
    outage = Outage()
    asked = outage.changes
    outage.record_failure(outage.changes)
    assert (outage.record_success(asked), outage.is_on) == (False, True)


def test_what_was_asked_before_it_ended_does_not_begin_it_again() -> None:
    outage = Outage()
    outage.record_failure(outage.changes)
    asked = outage.changes
    outage.record_success(outage.changes)
    assert (outage.record_failure(asked), outage.is_on) == (False, False)
