"""The site and its visitors."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import AsyncClient, Client

from tests.responses.page import Page

STACKS = {"sync": Client, "async": AsyncClient}


@pytest.fixture(autouse=True)
def _site(settings: Any, db: None) -> None:
    settings.ROOT_URLCONF = "tests.responses.site"


@pytest.fixture
def user() -> User:
    return User.objects.create_user("ada", password="ada")


@pytest.fixture(params=list(STACKS))
def visitor(request: pytest.FixtureRequest) -> Any:
    """A client of the synchronous and of the asynchronous request stack."""
    return STACKS[request.param](raise_request_exception=False)


@pytest.fixture
def page(visitor: Any) -> Page:
    """A page of the visitor."""
    return Page(visitor)
