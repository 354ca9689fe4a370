"""The errors, under one root."""

import inspect

from liveflash import exceptions
from liveflash.exceptions import LiveFlashError, Refused


def test_every_error_is_a_live_flash_error() -> None:
    errors = [each for _, each in inspect.getmembers(exceptions, inspect.isclass)]
    assert [each for each in errors if not issubclass(each, LiveFlashError)] == []


def test_a_refusal_has_the_reason_sent_to_the_client() -> None:
    refused = Refused("not joined")
    assert (refused.reason, str(refused)) == ("not joined", "not joined")
