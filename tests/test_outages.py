"""Outages that several threads report at the same time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from liveflash.outages import Outage

THREADS = 8


def report(outage: Outage, together: Barrier) -> bool:
    changes = outage.changes
    together.wait(10)
    return outage.record_failure(changes)


def test_one_of_several_simultaneous_reports_begins_an_outage() -> None:
    outage, together = Outage(), Barrier(THREADS)
    with ThreadPoolExecutor(THREADS) as pool:
        results = [pool.submit(report, outage, together) for _ in range(THREADS)]
    began = sorted(each.result() for each in results)
    assert began == [False] * (THREADS - 1) + [True]


def test_only_a_change_of_state_is_reported() -> None:
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


def test_success_of_a_call_before_the_outage_does_not_end_it() -> None:
    outage = Outage()
    changes = outage.changes
    outage.record_failure(outage.changes)
    assert (outage.record_success(changes), outage.is_on) == (False, True)


def test_failure_of_a_call_before_the_end_does_not_begin_it_again() -> None:
    outage = Outage()
    outage.record_failure(outage.changes)
    changes = outage.changes
    outage.record_success(outage.changes)
    assert (outage.record_failure(changes), outage.is_on) == (False, False)
