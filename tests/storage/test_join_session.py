"""The session during the GET of a join, in each of Django's session stores."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from pytest_django import Settings

from liveflash.storage import join_session, session_store
from tests.conftest import Later

pytestmark = pytest.mark.django_db

# The others keep the session on the server.
COOKIES = "signed_cookies"
ENGINES = ["db", "cached_db", "cache", "file"]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Any:
    """Return the class of sessions of the engine that the settings name."""
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{request.param}"
    settings.SESSION_FILE_PATH = str(tmp_path)
    return import_module(settings.SESSION_ENGINE).SessionStore


def new_session(engine: Any) -> Any:
    """Return a stored session of one second."""
    session = engine()
    session["written"] = "first"
    session.set_expiry(1)
    session.save()
    return engine(session.session_key)


def test_a_protected_session_undoes_no_other_write(engine: Any) -> None:
    session = new_session(engine)
    join_session.protect(session, "/")
    session["mine"] = 1
    other = engine(session.session_key)
    other["written"] = "meanwhile"
    other.save()
    session.save()
    stored = dict(engine(session.session_key).items())
    assert (stored["written"], "mine" in stored) == ("meanwhile", False)


def test_a_protected_session_is_neither_deleted_nor_replaced(engine: Any) -> None:
    session = new_session(engine)
    key = session.session_key
    join_session.protect(session, "/")
    session.flush()
    assert engine(key)["written"] == "first"


def test_a_released_session_is_saved(engine: Any) -> None:
    session = new_session(engine)
    join_session.protect(session, "/")
    join_session.release(session)
    session["written"] = "by a callback"
    session.save()
    assert engine(session.session_key)["written"] == "by a callback"


def test_a_session_is_extended_in_its_store(
    engine: Any, settings: Settings, later: Later
) -> None:
    settings.SESSION_COOKIE_AGE = 60
    session = engine()
    session["written"] = "first"
    session.save()
    settings.SESSION_COOKIE_AGE = 600
    assert session_store.extend(session.session_key)
    later(90)
    assert engine(session.session_key).get("written") == "first"


def test_a_session_that_has_ended_is_not_extended(engine: Any) -> None:
    session = new_session(engine)
    session.delete()
    assert not session_store.extend(session.session_key)
    assert not session_store.extend("k" * 32)


def test_no_write_of_a_signed_cookie_fails(settings: Settings) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{COOKIES}"
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session["written"] = "first"
    session.save()
    key = session.session_key
    join_session.protect(session, "/")
    session["written"] = "second"
    session.save()
    assert session.session_key == key


@pytest.mark.django_db(transaction=True)
async def test_a_session_that_no_cookie_names_is_not_saved(
    settings: Settings,
) -> None:
    settings.SESSION_ENGINE = f"django.contrib.sessions.backends.{ENGINES[0]}"
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    join_session.protect(session, "/")
    join_session.release(session)
    session["written"] = "by a callback"
    await session.asave()
    await session.acycle_key()
    await sync_to_async(session.save)()
    assert await Session.objects.acount() == 0
