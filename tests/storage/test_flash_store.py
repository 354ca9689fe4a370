"""The stored flash of one page, without a socket."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.storage import flash_cookie
from liveflash.storage.flash_store import FlashStore
from liveflash.storage.visitor import identify

TARGET = "/next/?page=2"


@pytest.fixture(autouse=True)
def cache_sessions(settings: Settings) -> None:
    settings.LIVEFLASH_SESSION_ENGINE = "django.contrib.sessions.backends.cache"


def request_of(
    path: str = TARGET, secret: str = "c" * 32, **cookies: str
) -> HttpRequest:
    request = RequestFactory().get(path)
    request.META["CSRF_COOKIE"] = secret
    request.COOKIES.update({"csrftoken": secret, **cookies})
    return request


def store_of(request: HttpRequest, page_id: str = "page-a") -> FlashStore:
    return FlashStore(request, identify(request), page_id, view_id="views.View")


def texts(messages: tuple[Message, ...]) -> list[str]:
    return [message.value for message in messages]


@pytest.fixture
def messages() -> tuple[Message, ...]:
    flash = Flash()
    flash.put("info", "Saved")
    return flash.messages


def test_one_page_receives_a_transfer(messages: tuple[Message, ...]) -> None:
    token = store_of(request_of("/")).transfer(messages) or ""
    first, second = (store_of(request_of(), page_id) for page_id in ("a", "b"))
    received = [texts(store.receive(token)) for store in (first, second, first)]
    assert received == [["Saved"], [], ["Saved"]]


def test_another_visitor_receives_nothing(messages: tuple[Message, ...]) -> None:
    token = store_of(request_of("/")).transfer(messages) or ""
    assert store_of(request_of(secret="d" * 32)).receive(token) == ()


def test_nothing_to_transfer_needs_no_token() -> None:
    assert store_of(request_of()).transfer((), TARGET) is None


@pytest.mark.parametrize(
    ("path", "expected"), [(TARGET, ["Saved"]), ("/next/?page=3", [])]
)
def test_a_lost_navigation_is_received_at_its_target(
    messages: tuple[Message, ...], path: str, expected: list[str]
) -> None:
    store_of(request_of("/")).transfer(messages, TARGET)
    assert texts(store_of(request_of(path)).receive_lost_navigation()) == expected


def test_a_redirect_sends_messages_in_a_cookie(messages: tuple[Message, ...]) -> None:
    response = HttpResponse()
    store_of(request_of("/")).set_flash_cookie(response, messages)
    cookies = {flash_cookie.COOKIE: response.cookies[flash_cookie.COOKIE].value}
    assert texts(store_of(request_of(**cookies)).receive_from_cookie()) == ["Saved"]


def test_a_refused_join_moves_stored_flash_to_the_reload(
    messages: tuple[Message, ...],
) -> None:
    store = store_of(request_of())
    store.save_for_join(messages)
    store.carry_over_record()
    assert texts(store.receive_lost_navigation()) == ["Saved"]


def test_only_a_joined_page_saves(messages: tuple[Message, ...]) -> None:
    with pytest.raises(TypeError, match="has no record"):
        store_of(request_of()).save(messages, {}, "/")
