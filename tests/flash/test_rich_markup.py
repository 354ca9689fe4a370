"""The markup of actions, icons and the remaining time."""

import re
from typing import Any

import pytest
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from selectolax.lexbor import LexborHTMLParser, LexborNode

from liveflash import put_flash
from liveflash.flash.icons import ICONS
from liveflash.flash.skins import PARTS_OF


@pytest.fixture
def request_() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = SessionStore()
    return request


def message(request: HttpRequest, tag: str = "liveflash") -> LexborNode:
    """Render the stack and return its message."""
    source = f"{{% load liveflash %}}{{% {tag} %}}"
    html = engines["django"].from_string(source).render({}, request)
    found = LexborHTMLParser(html).css_first("liveflash-message")
    assert found is not None
    return found


def rendered(request: HttpRequest, action: dict[str, Any], skin: str) -> LexborNode:
    put_flash(request, "info", {"text": "x", "actions": [{"label": "Go", **action}]})
    found = message(request, f'liveflash skin="{skin}"').css_first(
        ".liveflash-actions > .liveflash-action"
    )
    assert found is not None
    return found


@pytest.mark.parametrize("skin", PARTS_OF)
def test_an_event_is_a_button_that_sends_it(request_: HttpRequest, skin: str) -> None:
    button = rendered(request_, {"event": "undo", "value": {"id": 3}}, skin)
    assert (button.tag, button.attributes["phx-click"]) == (
        "button",
        '[["push",{"event":"undo","value":{"id":3}}]]',
    )


@pytest.mark.parametrize("skin", PARTS_OF)
def test_a_dismissal_is_a_button_without_an_event(
    request_: HttpRequest, skin: str
) -> None:
    button = rendered(request_, {"dismiss": True}, skin)
    assert (
        button.tag,
        button.attributes["data-liveflash-action"],
        "phx-click" in button.attributes,
    ) == ("button", "dismiss", False)


@pytest.mark.parametrize("skin", PARTS_OF)
def test_a_url_is_a_link(request_: HttpRequest, skin: str) -> None:
    link = rendered(request_, {"url": "/orders/?a=1&b=2"}, skin)
    assert (link.tag, link.attributes["href"], "target" in link.attributes) == (
        "a",
        "/orders/?a=1&b=2",
        False,
    )


@pytest.mark.parametrize("skin", PARTS_OF)
def test_a_link_to_a_new_tab_says_so(request_: HttpRequest, skin: str) -> None:
    link = rendered(request_, {"url": "/orders/", "open": "new"}, skin)
    assert (link.attributes["target"], link.attributes["rel"], link.text()) == (
        "_blank",
        "noopener",
        "Go (opens in a new tab)",
    )


@pytest.mark.parametrize(
    ("open_", "kind"), [("patch", "patch"), ("navigate", "redirect")]
)
def test_a_live_link_is_one_of_the_client(
    request_: HttpRequest, open_: str, kind: str
) -> None:
    link = rendered(request_, {"url": "/orders/", "open": open_}, "plain")
    assert link.attributes["data-phx-link"] == kind


@pytest.mark.parametrize(
    ("skin", "kind", "classes"),
    [
        ("bootstrap", "primary", "btn btn-primary"),
        ("bootstrap", "secondary", "btn btn-secondary"),
        ("bootstrap", "cancel", "btn btn-link"),
        ("daisyui", "primary", "btn btn-primary"),
        ("daisyui", "secondary", "btn"),
        ("daisyui", "cancel", "btn btn-ghost"),
    ],
)
@pytest.mark.parametrize("does", [{"event": "undo"}, {"url": "/x/"}])
def test_a_skin_dresses_actions_by_their_kind(
    request_: HttpRequest, does: dict[str, str], skin: str, kind: str, classes: str
) -> None:
    action = rendered(request_, {**does, "kind": kind}, skin)
    assert action.attributes["class"] == f"liveflash-action {classes}"


def test_a_label_is_escaped(request_: HttpRequest) -> None:
    put_flash(
        request_, "info", {"actions": [{"label": "<b>Go</b>", "url": '/"><script>'}]}
    )
    link = message(request_).css_first("a")
    assert link is not None
    assert (link.text(), link.attributes["href"]) == ("<b>Go</b>", '/"><script>')


@pytest.mark.parametrize("icon", ICONS)
def test_a_named_icon_is_drawn_and_hidden_from_screen_readers(
    request_: HttpRequest, icon: str
) -> None:
    put_flash(request_, "info", "x", icon=icon)
    drawn = message(request_).css_first("svg.liveflash-icon")
    assert drawn is not None
    path = drawn.css_first("path")
    assert path is not None
    assert (drawn.attributes["aria-hidden"], path.attributes["d"]) == (
        "true",
        ICONS[icon],
    )


def test_an_image_is_decorative_and_sends_no_referrer(request_: HttpRequest) -> None:
    put_flash(request_, "info", "x", icon="https://a.example/ada.png?s=40&d=1")
    image = message(request_).css_first("img.liveflash-icon")
    assert image is not None
    shown = {name: image.attributes[name] for name in ("src", "alt", "referrerpolicy")}
    assert shown == {
        "src": "https://a.example/ada.png?s=40&d=1",
        "alt": "",
        "referrerpolicy": "no-referrer",
    }


def test_a_message_without_an_icon_has_none(request_: HttpRequest) -> None:
    put_flash(request_, "info", "x")
    assert message(request_).css_first(".liveflash-icon") is None


@pytest.mark.parametrize("dismissible", [True, False])
@pytest.mark.parametrize("skin", PARTS_OF)
def test_only_a_dismissible_message_has_a_button_for_it(
    request_: HttpRequest, skin: str, dismissible: bool
) -> None:
    put_flash(request_, "info", "x", dismissible=dismissible)
    button = message(request_, f'liveflash skin="{skin}"').css_first(
        "[data-liveflash-dismiss]"
    )
    assert (button is not None) is dismissible


@pytest.mark.parametrize("where", ["", '"info"'])
def test_the_option_countdown_marks_the_stack(
    request_: HttpRequest, where: str
) -> None:
    put_flash(request_, "info", "x")
    shown = message(request_, f"liveflash {where} countdown=True").parent
    assert shown is not None
    assert "data-countdown" in shown.attributes


def test_a_new_tab_is_announced_in_the_language_of_the_page(
    request_: HttpRequest,
) -> None:
    with translation.override("de"):
        link = rendered(request_, {"url": "/orders/", "open": "new"}, "plain")
    assert re.search(r"Go \(.*Tab.*\)", link.text())
