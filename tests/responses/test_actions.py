"""The action of a message on a page that is not live, over HTTP."""

import json
import logging
from typing import Any

import pytest
from django.test import AsyncClient, Client

from liveflash.views import actions
from tests import action_handlers
from tests.responses.page import Page

UNDO = {"event": "undo", "value": {"id": 3}, "id": "abc"}


@pytest.fixture(autouse=True)
def _nothing_received() -> None:
    action_handlers.received.clear()
    actions._warned.clear()


@pytest.fixture(params=["handle", "ahandle"])
def handler(request: pytest.FixtureRequest, settings: Any) -> str:
    settings.LIVEFLASH_ACTIONS = f"tests.action_handlers.{request.param}"
    return str(settings.LIVEFLASH_ACTIONS)


def act(page: Page, body: Any, **headers: str) -> Any:
    """Send an action as the client does."""
    data = body if isinstance(body, str) else json.dumps(body)
    marked = {"Liveflash-Page": page.page_id, "Liveflash-Action": "1", **headers}
    return page.send(
        "post",
        "/r/stack/?liveflash",
        data=data,
        content_type="application/json",
        headers=marked,
    )


def test_the_handler_receives_the_event_its_value_and_the_id(
    page: Page, handler: str
) -> None:
    response = act(page, UNDO)
    assert (response.status_code, response["Liveflash-Action"]) == (204, "done")
    assert action_handlers.received == [UNDO]


def test_what_the_handler_puts_shows_on_the_page_that_sent_it(
    page: Page, handler: str
) -> None:
    assert page.messages(act(page, UNDO)) == ["Undone: 3."]
    assert page.load("/r/stack/") == []


def test_a_redirect_names_the_page_that_follows(page: Page, handler: str) -> None:
    response = act(page, {**UNDO, "event": "go"})
    assert (response.status_code, response["Liveflash-Location"]) == (204, "/plain/")


def test_what_is_put_before_a_redirect_shows_on_the_next_page(
    page: Page, handler: str
) -> None:
    response = act(page, {**UNDO, "event": "go"})
    assert page.messages(response) == []
    assert page.load("/r/stack/") == ["Gone."]


def test_middleware_that_guards_views_does_not_guard_the_handler(
    page: Page, handler: str, settings: Any
) -> None:
    users = "django.contrib.auth.middleware.AuthenticationMiddleware"
    at = settings.MIDDLEWARE.index(users) + 1
    guard = "django.contrib.auth.middleware.LoginRequiredMiddleware"
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:at], guard, *settings.MIDDLEWARE[at:]]
    assert (page.send("get", "/r/stack/").status_code, act(page, UNDO).status_code) == (
        302,
        204,
    )


def test_a_handler_that_raises_is_an_error(page: Page, handler: str) -> None:
    response = act(page, {**UNDO, "event": "fail"})
    assert (response.status_code, response.has_header("Liveflash-Action")) == (
        500,
        False,
    )


def test_a_handler_that_returns_a_page_is_an_error(page: Page, handler: str) -> None:
    assert act(page, {**UNDO, "event": "page"}).status_code == 500


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_a_request_without_the_token_is_refused(client: Any, handler: str) -> None:
    page = Page(client(enforce_csrf_checks=True))
    response = act(page, UNDO)
    assert (response.status_code, action_handlers.received) == (403, [])


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_a_request_with_the_token_is_answered(client: Any, handler: str) -> None:
    page = Page(client(enforce_csrf_checks=True))
    token = "a" * 32
    page.client.cookies["csrftoken"] = token
    response = act(page, UNDO, **{"X-CSRFToken": token})
    assert (response.status_code, action_handlers.received) == (204, [UNDO])


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{",
        "[]",
        "3",
        "[" * 100_000,
        {"event": "undo", "value": {}},
        {"event": "undo", "id": "abc"},
        {"value": {}, "id": "abc"},
        {**UNDO, "event": ""},
        {**UNDO, "event": 3},
        {**UNDO, "event": ["undo"]},
        {**UNDO, "event": "lv:clear-flash"},
        {**UNDO, "event": "x" * 201},
        {**UNDO, "value": "x"},
        {**UNDO, "value": None},
        {**UNDO, "id": 3},
        {**UNDO, "id": "x" * 65},
        b"\xff\xfe".decode("latin-1"),
    ],
)
def test_a_malformed_action_reaches_no_handler(
    page: Page, handler: str, body: Any
) -> None:
    assert (act(page, body).status_code, action_handlers.received) == (400, [])


def test_a_large_action_reaches_no_handler(
    page: Page, handler: str, settings: Any
) -> None:
    settings.LIVEFLASH_MAX_FRAME_SIZE = 1000
    body = {**UNDO, "value": {"text": "x" * 1000}}
    assert (act(page, body).status_code, action_handlers.received) == (413, [])


def test_entries_beyond_the_payload_are_left_out(page: Page, handler: str) -> None:
    act(page, {**UNDO, "user": 1})
    assert action_handlers.received == [UNDO]


def test_a_get_is_no_action(page: Page, handler: str) -> None:
    marked = {"Liveflash-Page": page.page_id, "Liveflash-Action": "1"}
    assert page.send("get", "/r/stack/", headers=marked).status_code == 200
    assert action_handlers.received == []


@pytest.mark.parametrize("length", ["abc", "1.5", "9" * 5000])
def test_a_malformed_length_is_refused(page: Page, handler: str, length: str) -> None:
    response = act(page, UNDO, **{"Content-Length": length})
    assert (response.status_code, action_handlers.received) == (400, [])


@pytest.mark.parametrize("page_id", [None, "", "<script>"])
def test_a_request_that_names_no_page_is_no_action(
    page: Page, handler: str, page_id: str | None
) -> None:
    named = {} if page_id is None else {"Liveflash-Page": page_id}
    response = page.send(
        "post",
        "/r/stack/",
        data=json.dumps(UNDO),
        content_type="application/json",
        headers={"Liveflash-Action": "1", **named},
    )
    assert not response.has_header("Liveflash-Action")
    assert action_handlers.received == []


def test_without_a_handler_it_is_refused_and_logged_once(
    page: Page, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LIVEFLASH_ACTIONS = None
    with caplog.at_level(logging.WARNING, logger="liveflash"):
        responses = [act(page, UNDO), act(page, UNDO)]
    assert [each.status_code for each in responses] == [404, 404]
    assert [each["Liveflash-Action"] for each in responses] == ["refused"] * 2
    told = [each for each in caplog.messages if "Nothing handles" in each]
    assert (len(told), "'undo'" in told[0]) == (1, True)


def test_the_log_shows_no_text_of_a_client(
    page: Page, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LIVEFLASH_ACTIONS = None
    with caplog.at_level(logging.WARNING, logger="liveflash"):
        act(page, {**UNDO, "event": "a secret\nsentence"})
    assert "secret" not in caplog.text
    assert "(not shown)" in caplog.text


def test_a_client_cannot_fill_the_log(
    page: Page, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.LIVEFLASH_ACTIONS = None
    with caplog.at_level(logging.WARNING, logger="liveflash"):
        for number in range(actions.MAX_WARNINGS + 5):
            act(page, {**UNDO, "event": f"e{number}"})
    told = [each for each in caplog.messages if "Nothing handles" in each]
    assert len(told) == actions.MAX_WARNINGS


@pytest.mark.parametrize(
    "text",
    [
        '{"event": "undo", "value": {"text": "\\ud800"}, "id": "abc"}',
        '{"event": "\\udfff", "value": {}, "id": "abc"}',
        '{"event": "undo", "value": {"n": NaN}, "id": "abc"}',
        '{"event": "undo", "value": {"n": -Infinity}, "id": "abc"}',
    ],
)
def test_an_action_with_values_that_sockets_reject_is_refused(
    page: Page, handler: str, text: str
) -> None:
    assert (act(page, text).status_code, action_handlers.received) == (400, [])


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_an_action_as_a_form_is_refused(client: Any, handler: str) -> None:
    page = Page(client(enforce_csrf_checks=True))
    token = "a" * 32
    page.client.cookies["csrftoken"] = token
    marked = {"Liveflash-Page": page.page_id, "Liveflash-Action": "1"}
    form = {"csrfmiddlewaretoken": token}
    response = page.send("post", "/r/stack/?liveflash", data=form, headers=marked)
    assert (response.status_code, action_handlers.received) == (400, [])


def test_an_action_with_a_malformed_length_is_refused(page: Page, handler: str) -> None:
    marked = {"Liveflash-Page": page.page_id, "Liveflash-Action": "1"}
    response = page.send("post", "/r/stack/", headers=marked, CONTENT_LENGTH="many")
    assert (response.status_code, action_handlers.received) == (400, [])


@pytest.mark.parametrize("client", [Client, AsyncClient])
def test_an_action_that_no_page_sends_reaches_no_handler(
    client: Any, handler: str
) -> None:
    page = Page(client())
    page.send(
        "post",
        "/r/stack/",
        data=json.dumps(UNDO),
        content_type="application/json",
        headers={"Liveflash-Action": "1"},
    )
    assert action_handlers.received == []
