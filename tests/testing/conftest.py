"""Fixtures for the tests of the test kit: its own fixtures, and a site."""

import pytest
from pytest_django import Settings

from liveflash.pytest_plugin import live, sync_live

__all__ = ["live", "sync_live"]


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.testing.site"
