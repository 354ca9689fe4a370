"""The actions of a message: what may be put, and what is shown."""

from typing import Any

import pytest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy

from liveflash.flash import serialization
from liveflash.flash.actions import Action
from liveflash.flash.flash import Flash
from liveflash.flash.message import Message, new_message
from liveflash.flash.presentation import PresentedMessage, present

UNDO = {"label": "Undo", "event": "undo", "value": {"id": 3}, "kind": "primary"}
OPEN = {"label": "Open", "url": "/orders/", "open": "new"}
LATER = {"label": "Later", "dismiss": True, "kind": "cancel"}


def shown(*actions: Any, **more: Any) -> PresentedMessage:
    return present(new_message("info", {"text": "Saved.", "actions": actions, **more}))


def test_each_action_is_shown_in_order() -> None:
    assert shown(UNDO, OPEN, LATER).actions == [
        Action("Undo", event="undo", value={"id": 3}, kind="primary"),
        Action("Open", url="/orders/", open="new"),
        Action("Later", kind="cancel"),
    ]


def test_an_action_that_only_dismisses_says_so() -> None:
    assert [each.is_dismissal for each in shown(UNDO, OPEN, LATER).actions] == [
        False,
        False,
        True,
    ]


def test_the_single_action_comes_first() -> None:
    message = shown(OPEN, action={"label": "Undo", "event": "undo"})
    assert [each.label for each in message.actions] == ["Undo", "Open"]


def test_a_message_with_any_action_stays() -> None:
    assert shown(OPEN).timeout is None


def test_actions_are_not_shown_as_a_pair() -> None:
    assert shown(UNDO).pairs == []


def test_no_actions_show_nothing() -> None:
    message = present(new_message("info", {"text": "Saved.", "actions": None}))
    assert (message.actions, message.text) == ([], "Saved.")


def test_actions_survive_storage() -> None:
    stored = serialization.dump(
        Flash((new_message("a", {"actions": [UNDO]}),)).messages
    )
    (message,) = serialization.load(stored)
    assert present(message).actions == [
        Action("Undo", event="undo", value={"id": 3}, kind="primary")
    ]


def test_malformed_stored_actions_are_left_out() -> None:
    value = {"text": "Saved.", "actions": [{"label": "x", "url": "javascript:1"}, 3]}
    message = present(Message("abc", "info", "info", value))
    assert message.actions == []


def test_a_lazy_label_and_a_lazy_url_are_accepted() -> None:
    lazy = {"label": gettext_lazy("Open"), "url": reverse_lazy("settings")}
    assert shown(lazy).actions[0].url == "/settings/"


@pytest.mark.parametrize(
    ("action", "complaint"),
    [
        ({"event": "undo"}, "it needs a label"),
        ({"label": "", "event": "undo"}, "it needs a label"),
        ({"label": 3, "event": "undo"}, "it needs a label"),
        ({"label": "Undo"}, "it needs one of 'event', 'url', 'dismiss'"),
        ({"label": "Undo", "event": "undo", "url": "/"}, "it needs one of"),
        ({"label": "Undo", "event": 3}, "its event is a name, not 3"),
        ({"label": "Undo", "event": "lv:clear-flash"}, "are reserved"),
        ({"label": "Undo", "event": "undo", "value": 3}, "its value is a mapping"),
        ({"label": "Open", "url": "/", "value": {"a": 1}}, '"value" is for an "event"'),
        ({"label": "Open", "url": "javascript:alert(1)"}, "is no link"),
        ({"label": "Open", "url": "//evil.example/"}, "is no link"),
        ({"label": "Open", "url": "data:text/html,x"}, "is no link"),
        ({"label": "Open", "url": "/", "open": "window"}, '"open" is one of'),
        ({"label": "Open", "url": "https://a.example/", "open": "patch"}, "this site"),
        ({"label": "Undo", "event": "undo", "open": "new"}, '"open" is for a "url"'),
        ({"label": "Undo", "event": "undo", "kind": "danger"}, "its kind is one of"),
        ({"label": "Later", "dismiss": "yes"}, "dismiss is True"),
        ({"label": "Undo", "event": "undo", "colour": "red"}, "'colour' is unknown"),
    ],
)
def test_a_malformed_action_is_rejected(action: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        shown(action)


def test_the_complaint_says_which_action_it_is() -> None:
    with pytest.raises(ValueError, match="Action 2 of the message"):
        shown(UNDO, {"label": "Open"})


@pytest.mark.parametrize("actions", ["undo", 3, {"label": "Undo", "event": "undo"}])
def test_actions_are_a_list(actions: Any) -> None:
    with pytest.raises(TypeError, match="The actions of a message are a list"):
        new_message("info", {"actions": actions})


def test_an_action_is_a_mapping() -> None:
    with pytest.raises(TypeError, match="Action 1 is a mapping"):
        new_message("info", {"actions": ["undo"]})


def test_a_message_has_up_to_five_actions() -> None:
    with pytest.raises(ValueError, match="up to 5 actions, not 6"):
        new_message("info", {"actions": [UNDO] * 6})


def test_an_update_checks_its_actions() -> None:
    put = Flash().put("info", "Saved.")
    with pytest.raises(ValueError, match="it needs a label"):
        put.update({"actions": [{"event": "undo"}]})
