"""The context manager of LIVEFLASH_CALLBACK_CONTEXT."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pytest_django import Settings

from liveflash import callback_context


@contextmanager
def numbered(request: object) -> Iterator[int]:
    yield 3


@contextmanager
def silent(request: object) -> Iterator[None]:
    yield


def test_without_the_setting_there_is_no_namespace() -> None:
    assert callback_context.namespace_here() == ""


def test_a_manager_that_yields_nothing_gives_no_namespace(settings: Settings) -> None:
    settings.LIVEFLASH_CALLBACK_CONTEXT = f"{__name__}.silent"
    assert callback_context.namespace_here() == ""


def test_a_namespace_is_a_string(settings: Settings) -> None:
    settings.LIVEFLASH_CALLBACK_CONTEXT = f"{__name__}.numbered"
    with pytest.raises(TypeError, match="yields 3"):
        callback_context.namespace_here()
