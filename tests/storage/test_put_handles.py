"""The handle of a message that a request puts, and messages beside each other."""

from collections.abc import Callable

import pytest
from django.contrib.auth import logout
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest
from django.shortcuts import render
from django.test import RequestFactory

from liveflash import add_flash, clear_flash, put_flash
from liveflash.flash.flash import Flash
from liveflash.storage import collected_flash, request_flash, waiting_flash

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting() -> HttpRequest:
    """A request whose messages wait for the next page."""
    request = RequestFactory().get("/")
    request.session = SessionStore()
    return request


@pytest.fixture
def marked(waiting: HttpRequest) -> HttpRequest:
    """A request that a script of a page has sent."""
    collected_flash.start(waiting, "page")
    return waiting


@pytest.fixture
def live(waiting: HttpRequest) -> HttpRequest:
    """The request of a live page."""
    request_flash.bind_flash(waiting, Flash())
    return waiting


@pytest.fixture(params=["waiting", "marked", "live"])
def any_request(request: pytest.FixtureRequest) -> HttpRequest:
    found: HttpRequest = request.getfixturevalue(request.param)
    return found


def texts(request: HttpRequest) -> list[str]:
    """What the request has put so far."""
    bound = request_flash._bound_flash(request)
    collected = collected_flash.collected_by(request)
    if bound is not None:
        messages = bound.messages
    elif collected is not None:
        messages = collected.flash.messages
    else:
        messages = waiting_flash.read_waiting(request)
    return [message.value for message in messages]


def test_a_handle_updates_its_message(any_request: HttpRequest) -> None:
    put = put_flash(any_request, "info", "Saving…")
    assert (put.update("Saved."), texts(any_request)) == (True, ["Saved."])


def test_a_handle_clears_its_message(any_request: HttpRequest) -> None:
    put_flash(any_request, "error", "No.")
    put = put_flash(any_request, "info", "Saving…")
    assert (put.clear(), texts(any_request)) == (True, ["No."])


@pytest.mark.parametrize(
    "use", [lambda put: put.update("Saved."), lambda put: put.clear()]
)
def test_a_handle_of_a_cleared_message_says_so(
    any_request: HttpRequest, use: Callable[[object], bool]
) -> None:
    put = put_flash(any_request, "info", "Saving…")
    clear_flash(any_request)
    assert (use(put), texts(any_request)) == (False, [])


def test_a_handle_of_a_replaced_message_says_so(any_request: HttpRequest) -> None:
    put = put_flash(any_request, "info", "Saving…")
    put_flash(any_request, "info", "Other.")
    assert (put.update("Saved."), texts(any_request)) == (False, ["Other."])


def test_a_handle_of_a_message_that_was_shown_says_so(waiting: HttpRequest) -> None:
    put = put_flash(waiting, "info", "Saving…")
    render(waiting, "plain.html")
    assert (put.update("Saved."), put.clear()) == (False, False)


def test_a_handle_of_a_sent_message_says_so(marked: HttpRequest) -> None:
    put = put_flash(marked, "info", "Saving…")
    collected = collected_flash.stop(marked)
    assert collected is not None
    collected.take()
    assert put.update("Saved.") is False


def test_an_updated_message_survives_a_log_out(waiting: HttpRequest) -> None:
    put_flash(waiting, "info", "Saving…").update("Saved.")
    logout(waiting)
    assert texts(waiting) == ["Saved."]


def test_add_flash_keeps_the_other_messages_of_its_key(
    any_request: HttpRequest,
) -> None:
    add_flash(any_request, "info", "One.")
    add_flash(any_request, "info", "Two.")
    assert texts(any_request) == ["One.", "Two."]


def test_the_handle_of_an_added_message_changes_that_one_alone(
    any_request: HttpRequest,
) -> None:
    first = add_flash(any_request, "info", "One.")
    add_flash(any_request, "info", "Two.")
    assert (first.update("1."), texts(any_request)) == (True, ["1.", "Two."])


def test_put_flash_replaces_what_was_added(any_request: HttpRequest) -> None:
    add_flash(any_request, "info", "One.")
    add_flash(any_request, "info", "Two.")
    put_flash(any_request, "info", "Three.")
    assert texts(any_request) == ["Three."]


def test_add_flash_takes_the_options_of_a_message(waiting: HttpRequest) -> None:
    add_flash(waiting, "a", "One.", level="error", timeout=3, icon="bell")
    (message,) = waiting_flash.read_waiting(waiting)
    assert (message.level, message.timeout, message.icon) == ("error", 3, "bell")
