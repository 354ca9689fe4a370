"""Fixtures for the tests of the test kit: its own fixtures, and a site."""

import importlib

import pytest
from pytest_django import Settings

from liveflash.pytest_plugin import live, sync_live

__all__ = ["live", "sync_live"]


@pytest.fixture(autouse=True)
def _site(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.testing.site"


@pytest.fixture
def demo_site(settings: Settings) -> None:
    """Serve the demo."""
    demo = importlib.import_module("demo_project.settings")
    for name in ("ROOT_URLCONF", "TEMPLATES", "MIDDLEWARE", "LIVEFLASH_ACTIONS"):
        setattr(settings, name, getattr(demo, name))
