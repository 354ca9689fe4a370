"""Effects that a callback records on its socket."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, QueryDict
from django.test import RequestFactory
from django.urls import reverse_lazy
from django.utils.safestring import mark_safe
from pytest_django import Settings

from liveflash import LiveViewSocket
from liveflash.flash.flash import Flash
from liveflash.views.effects import Effects, Navigation, Timer
from liveflash.views.socket import bind, bound_to

Socket = LiveViewSocket[Any]


@pytest.fixture
def request_() -> HttpRequest:
    return RequestFactory().get("/")


@pytest.fixture
def socket(request_: HttpRequest) -> Socket:
    return LiveViewSocket(request_, connected=True)


NAVIGATING = [
    pytest.param("push_patch", Navigation("patch", "/p/"), id="push_patch"),
    pytest.param("push_navigate", Navigation("navigate", "/p/"), id="push_navigate"),
    pytest.param(
        "replace_navigate",
        Navigation("navigate", "/p/", replace=True),
        id="replace_navigate",
    ),
    pytest.param("redirect", Navigation("redirect", "/p/"), id="redirect"),
]
LOCAL = ["push_patch", "push_navigate", "replace_navigate"]
ALL = [*LOCAL, "redirect"]


def test_a_new_socket_has_no_flash(socket: Socket) -> None:
    assert socket.flash == {}


def test_a_socket_takes_over_the_flash_of_its_page(request_: HttpRequest) -> None:
    arrived = Flash()
    assert LiveViewSocket[Any](request_, connected=True, flash=arrived).flash is arrived


def test_put_flash_is_seen_in_flash(socket: Socket) -> None:
    socket.put_flash("info", "Saved.", level="success", timeout=3)
    (message,) = socket.flash.messages
    assert (message.key, message.value, message.level, message.timeout) == (
        "info",
        "Saved.",
        "success",
        3,
    )


def test_add_flash_shows_several_messages_of_a_key(socket: Socket) -> None:
    socket.add_flash("info", "One.")
    socket.add_flash("info", "Two.")
    assert (
        [message.value for message in socket.flash.messages],
        socket.flash["info"],
    ) == (["One.", "Two."], "Two.")


def test_the_handle_of_an_added_message_clears_it_alone(socket: Socket) -> None:
    first = socket.add_flash("info", "One.")
    socket.add_flash("info", "Two.")
    assert (first.clear(), dict(socket.flash)) == (True, {"info": "Two."})


@pytest.mark.parametrize(
    ("key", "left"),
    [
        pytest.param("info", {"error": "No."}, id="a key"),
        pytest.param(None, {}, id="all"),
        pytest.param("absent", {"info": "Saved.", "error": "No."}, id="an absent key"),
    ],
)
def test_clear_flash_takes_back(
    socket: Socket, key: str | None, left: dict[str, str]
) -> None:
    socket.put_flash("info", "Saved.")
    socket.put_flash("error", "No.")
    socket.clear_flash(key)
    assert socket.flash == left


@pytest.mark.parametrize(
    ("key", "error"),
    [pytest.param("", ValueError, id="empty"), pytest.param(1, TypeError, id="number")],
)
def test_put_flash_refuses_a_key(
    socket: Socket, key: Any, error: type[Exception]
) -> None:
    with pytest.raises(error, match="flash key"):
        socket.put_flash(key, "value")


@pytest.mark.parametrize(("method", "navigation"), NAVIGATING)
def test_a_navigation_is_recorded(
    socket: Socket, method: str, navigation: Navigation
) -> None:
    getattr(socket, method)("/p/")
    assert socket.take_effects().navigation == navigation


@pytest.mark.parametrize(("method", "navigation"), NAVIGATING)
async def test_a_navigation_may_be_awaited(
    socket: Socket, method: str, navigation: Navigation
) -> None:
    assert await getattr(socket, method)("/p/") is None
    assert socket.take_effects().navigation == navigation


def test_effects_are_taken_once(socket: Socket) -> None:
    schedule(socket)
    socket.push_patch("/p/")
    socket.push_event("a")
    socket.subscribe("topic")
    socket.broadcast("topic", "message")
    socket.live_title = "Title"
    assert socket.take_effects() != Effects()
    assert socket.take_effects() == Effects()


def test_an_unchanged_title_is_no_effect(socket: Socket) -> None:
    socket.live_title = "Title"
    socket.take_effects()
    socket.live_title = "Title"
    assert socket.take_effects().title is None


def test_the_last_navigation_wins(socket: Socket) -> None:
    socket.push_patch("/a/")
    socket.redirect("/b/")
    socket.push_navigate("/c/")
    assert socket.take_effects().navigation == Navigation("navigate", "/c/")


@pytest.mark.parametrize(
    ("path", "params", "url"),
    [
        ("/list.csv", None, "/list.csv"),
        ("/list/", {"a": 1}, "/list/?a=1"),
        ("http://testserver/list.csv", None, "http://testserver/list.csv"),
        (reverse_lazy("settings"), None, "/settings/"),
    ],
)
def test_a_download_is_an_event_of_the_page(
    socket: Socket, path: str, params: Any, url: str
) -> None:
    socket.download(path, params)
    assert socket.take_effects().events == (("liveflash:download", {"url": url}),)


@pytest.mark.parametrize(
    "path",
    [
        *("", "list.csv", "?a=b", "//evil.example/", "/\\evil.example/", "/a b/"),
        *("javascript:alert(1)", "data:text/csv,a", "https://evil.example/a.csv"),
        *("/a\r\nb", " /a/", "ftp://testserver/a"),
    ],
)
def test_a_download_stays_on_the_site(socket: Socket, path: str) -> None:
    with pytest.raises(ValueError, match="A path of this site is expected"):
        socket.download(path)
    assert socket.take_effects() == Effects()


@pytest.mark.parametrize(
    ("path", "is_warned_of"),
    [
        *(
            (f"/files/a{suffix}", True)
            for suffix in (".csv", ".ZIP", ".xlsx", ".tar.gz")
        ),
        ("/a.csv?x=1#y", True),
        *((path, False) for path in ("/", "/a/", "/a.html", "/a.pdf", "/a?f=b.csv")),
        ("/a.csv/", True),
    ],
)
@pytest.mark.parametrize("debug", [True, False])
def test_a_redirect_to_a_file_is_warned_of(
    socket: Socket,
    settings: Settings,
    caplog: pytest.LogCaptureFixture,
    path: str,
    is_warned_of: bool,
    debug: bool,
) -> None:
    settings.DEBUG = debug
    socket.redirect(path)
    warned = [each for each in caplog.messages if "socket.download(" in each]
    assert bool(warned) is (is_warned_of and debug)


def test_a_refused_navigation_leaves_the_former(socket: Socket) -> None:
    socket.push_patch("/a/")
    with pytest.raises(ValueError, match="expected"):
        socket.redirect("//evil.example")
    assert socket.take_effects().navigation == Navigation("patch", "/a/")


@pytest.mark.parametrize(
    ("path", "params", "to"),
    [
        pytest.param("/p/", None, "/p/", id="none"),
        pytest.param("/p/", {}, "/p/", id="empty"),
        pytest.param("/p/", {"a": 1, "b": "x y&é"}, "/p/?a=1&b=x+y%26%C3%A9", id="two"),
        pytest.param("/p/?a=1", {"b": 2}, "/p/?a=1&b=2", id="more"),
        pytest.param("/p/", {"a": [1, 2]}, "/p/?a=1&a=2", id="list"),
        pytest.param(
            "/p/", QueryDict("a=1&a=2&b=3"), "/p/?a=1&a=2&b=3", id="QueryDict"
        ),
        pytest.param("/p/#part", {"a": 1}, "/p/?a=1#part", id="before the fragment"),
        pytest.param("/p/#what?", {"a": 1}, "/p/?a=1#what?", id="odd fragment"),
        pytest.param("/é/?ü#ö", None, "/é/?ü#ö", id="non-ASCII"),
    ],
)
@pytest.mark.parametrize("method", ALL)
def test_params_become_the_query(
    socket: Socket, method: str, path: str, params: Any, to: str
) -> None:
    getattr(socket, method)(path, params)
    navigation = socket.take_effects().navigation
    assert navigation is not None
    assert navigation.to == to


@pytest.mark.parametrize("method", ALL)
def test_a_lazy_path_is_taken(socket: Socket, method: str) -> None:
    getattr(socket, method)(reverse_lazy("settings"))
    navigation = socket.take_effects().navigation
    assert navigation is not None
    assert (type(navigation.to), navigation.to) == (str, "/settings/")


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("", id="empty"),
        pytest.param("page/", id="relative"),
        pytest.param("?a=b", id="query alone"),
        pytest.param("//evil.example/", id="another host"),
        pytest.param("/\\evil.example/", id="backslash"),
        pytest.param("\\\\evil.example/", id="backslashes"),
        pytest.param("/\t/evil.example/", id="tab"),
        pytest.param("/a\r\nLocation: /b", id="line break"),
        pytest.param(" /a/", id="space before"),
        pytest.param("/a b/", id="space within"),
        pytest.param("\x00/a/", id="nul"),
        pytest.param("/a\x7f", id="delete"),
        pytest.param("javascript:alert(1)", id="javascript"),
        pytest.param("data:text/html,x", id="data"),
        pytest.param("ftp://example.com/", id="ftp"),
        pytest.param("https:example.com", id="address without a host"),
        pytest.param("https:///example.com", id="address of an empty host"),
        pytest.param("https://exa\nmple.com/", id="address with a line break"),
        pytest.param(" https://example.com/", id="address after a space"),
    ],
)
@pytest.mark.parametrize("method", ALL)
def test_a_target_is_refused(socket: Socket, method: str, path: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        getattr(socket, method)(path)


@pytest.mark.parametrize("path", [None, 1, b"/p/"], ids=repr)
@pytest.mark.parametrize("method", ALL)
def test_a_target_must_be_a_string(socket: Socket, method: str, path: Any) -> None:
    with pytest.raises((TypeError, ValueError), match="expected"):
        getattr(socket, method)(path)


@pytest.mark.parametrize(
    "address",
    ["https://example.com", "HTTP://example.com:8000/a?b#c", "https://é.example/"],
)
def test_a_redirect_that_says_so_may_leave_the_site(
    socket: Socket, address: str
) -> None:
    socket.redirect(address, external=True)
    assert socket.take_effects().navigation == Navigation("redirect", address)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com",
        "https://testserver.example.com/",
        "https://testserver@example.com/",
        "https://testserver:81/",
    ],
)
def test_a_redirect_that_does_not_say_so_stays_on_the_site(
    socket: Socket, address: str
) -> None:
    with pytest.raises(ValueError, match="external=True"):
        socket.redirect(address)


def test_a_redirect_may_name_its_own_site(socket: Socket) -> None:
    socket.redirect(socket.request.build_absolute_uri("/p/"), {"a": 1})
    address = "http://testserver/p/?a=1"
    assert socket.take_effects().navigation == Navigation("redirect", address)


@pytest.mark.parametrize(
    "address",
    [
        "/page/",
        "//evil.example",
        "javascript:alert(1)",
        "https:///example.com",
        "https://exa\nmple.com/",
        "https:\\\\example.com/",
        "ftp://example.com/",
    ],
)
def test_an_external_redirect_takes_addresses_alone(
    socket: Socket, address: str
) -> None:
    with pytest.raises(ValueError, match="address is expected"):
        socket.redirect(address, external=True)


@pytest.mark.parametrize("method", LOCAL)
def test_live_navigation_stays_on_the_site(socket: Socket, method: str) -> None:
    with pytest.raises(ValueError, match="path of this site"):
        getattr(socket, method)("https://example.com/")


def test_events_are_recorded_in_order(socket: Socket) -> None:
    socket.push_event("a", {"n": 1})
    socket.push_event("b")
    socket.push_event("a", [])
    assert socket.take_effects().events == (
        ("a", {"n": 1}),
        ("b", {}),
        ("a", []),
    )


async def test_a_pushed_event_may_be_awaited(socket: Socket) -> None:
    assert await socket.push_event("a") is None  # type: ignore[func-returns-value]
    assert socket.take_effects().events == (("a", {}),)


def schedule(socket: Socket) -> None:
    socket.schedule_info("tick", 1.5)
    socket.schedule_info_once("late", 2)
    socket.schedule_info_once({"now": True})


def test_timers_are_recorded_in_order(socket: Socket) -> None:
    schedule(socket)
    assert socket.take_effects().timers == (
        Timer("tick", 1.5, repeats=True),
        Timer("late", 2, repeats=False),
        Timer({"now": True}, 0, repeats=False),
    )


def test_an_http_render_starts_no_timers(request_: HttpRequest) -> None:
    socket = LiveViewSocket[Any](request_, connected=False)
    schedule(socket)
    assert socket.take_effects().timers == ()


@pytest.mark.parametrize("seconds", [0, -1], ids=["zero", "negative"])
def test_a_repeated_info_needs_time_between(socket: Socket, seconds: float) -> None:
    with pytest.raises(ValueError, match="seconds"):
        socket.schedule_info("tick", seconds)


def test_the_session_is_as_it_was(request_: HttpRequest) -> None:
    request_.session = {"a": 1}  # type: ignore[assignment]
    socket = LiveViewSocket[Any](request_, connected=True)
    request_.session["a"] = 2
    assert socket.session == {"a": 1}


def test_the_session_is_read_only(socket: Socket) -> None:
    with pytest.raises(TypeError, match="item assignment"):
        socket.session["a"] = 1  # type: ignore[index]


def test_without_sessions_the_session_is_empty(socket: Socket) -> None:
    assert socket.session == {}


def test_the_user_is_that_of_the_request(request_: HttpRequest) -> None:
    request_.user = SimpleNamespace(name="Ada")  # type: ignore[assignment]
    assert LiveViewSocket[Any](request_, connected=True).user is request_.user


def test_without_authentication_there_is_no_user(socket: Socket) -> None:
    assert socket.user is None


def test_a_new_socket_has_an_empty_context_and_no_title(socket: Socket) -> None:
    assert (socket.context, socket.live_title, socket.connected) == ({}, None, True)


def test_the_csrf_token_stays_the_same(socket: Socket) -> None:
    assert len({socket.csrf_token for _ in range(3)}) == 1


def test_a_socket_is_bound_to_its_request(
    request_: HttpRequest, socket: Socket
) -> None:
    bind(request_, socket)
    assert bound_to(request_) is socket


@pytest.mark.parametrize(
    "request_of_a_plain_page", [None, RequestFactory().get("/")], ids=["none", "plain"]
)
def test_nothing_is_bound_to_a_plain_page(
    request_of_a_plain_page: HttpRequest | None,
) -> None:
    assert bound_to(request_of_a_plain_page) is None


def test_a_safe_string_is_kept(socket: Socket) -> None:
    value = mark_safe("<b>")
    socket.put_flash("info", value)
    assert socket.flash["info"] is value
