"""Messages of the channel layer are not trusted: malformed ones are refused."""

import json
from typing import Any

import pytest
from channels.layers import get_channel_layer
from django.contrib.auth.models import User
from django.test import AsyncClient

from liveflash import apush_flash
from liveflash.push import envelopes, pubsub
from liveflash.push.envelopes import Address
from tests.protocol_client.page import refusal
from tests.push.conftest import OpenTab

pytestmark = pytest.mark.urls("tests.push.site")

REFUSED = "The channel layer sent an unreadable delivery: ignored."
UNREADABLE = "A stored flash message cannot be read and is left out."


def contents(value: Any) -> dict[str, Any]:
    return {"type": "liveflash.flash", "contents": json.dumps(value)}


def cleared(value: Any) -> dict[str, Any]:
    return {"type": "liveflash.cleared", "contents": json.dumps(value)}


def info(value: Any) -> dict[str, Any]:
    return {"type": "liveflash.info", "contents": json.dumps(value)}


MESSAGE = ["id", "key", "info", "x", None, "", 0, None, None, True]

REFUSED_WIRES: dict[str, Any] = {
    "nothing": {},
    "another type": {"type": "crash", "contents": "[]"},
    "the name of a callback": {"type": "handle_event", "contents": "[]"},
    "no type": {"type": 5, "contents": "[]"},
    "a list as type": {"type": ["liveflash.flash"], "contents": "[]"},
    "no contents": {"type": "liveflash.flash"},
    "no text": {"type": "liveflash.flash", "contents": 5},
    "no JSON": {"type": "liveflash.flash", "contents": "{"},
    "deep JSON": {"type": "liveflash.flash", "contents": "[" * 100_000},
    "no list": contents({"a": 1}),
    "no time": contents([[MESSAGE, "now"]]),
    "no pair": contents([MESSAGE]),
    "a dismissal without a revision": cleared({"a": "b"}),
    "a dismissal of a list": cleared([1]),
    "half an info": info(["a"]),
    "an info with a malformed value": info(["a", {"~": "uuid", "v": 5}]),
    "an info of an unknown kind": info(["a", {"~": "os.system", "v": 5}]),
}

UNREADABLE_MESSAGES: dict[str, Any] = {
    "no message": 5,
    "half a message": MESSAGE[:1],
    "a key that is a number": [*MESSAGE[:1], 5, *MESSAGE[2:]],
    "a revision that is text": [*MESSAGE[:6], "x", *MESSAGE[7:]],
    "a time that is text": [*MESSAGE[:4], "soon", *MESSAGE[5:]],
    "an unknown kind of value": [*MESSAGE[:3], {"~": "open", "v": 1}, *MESSAGE[4:]],
    "a malformed value": [*MESSAGE[:3], {"~": "decimal", "v": "x"}, *MESSAGE[4:]],
}


@pytest.mark.parametrize("wire", REFUSED_WIRES.values(), ids=REFUSED_WIRES)
def test_a_malformed_delivery_is_refused(wire: dict[str, Any]) -> None:
    assert envelopes.read(wire) is None


@pytest.mark.parametrize(
    "stored", UNREADABLE_MESSAGES.values(), ids=UNREADABLE_MESSAGES
)
def test_a_message_that_cannot_be_read_is_left_out(stored: Any) -> None:
    read = envelopes.read(contents([[stored, None], [MESSAGE, 5]]))
    assert isinstance(read, envelopes.Pushed)
    assert [(message.id, at) for message, at in read.messages] == [("id", 5.0)]


@pytest.mark.django_db(transaction=True)
async def test_a_page_survives_what_it_cannot_read(
    open_tab: OpenTab,
    ada: User,
    as_ada: AsyncClient,
    caplog: pytest.LogCaptureFixture,
) -> None:
    tab = await open_tab("/news/", as_ada)
    unreadable = [[stored, None] for stored in UNREADABLE_MESSAGES.values()]
    wires = [*REFUSED_WIRES.values(), contents(unreadable)]
    for wire in wires:
        await pubsub.send(Address("user", str(ada.pk)), wire)
    await tab.settle()
    await apush_flash("info", "Still here.", user=ada)
    await tab.wait_for_texts("Still here.")
    told = [REFUSED] * len(REFUSED_WIRES) + [UNREADABLE] * len(UNREADABLE_MESSAGES)
    assert (caplog.messages, [name for name, _ in tab.pushes]) == (told, ["diff"])


@pytest.mark.parametrize(
    "message",
    [
        pytest.param({"type": "liveflash.flash"}, id="no group"),
        pytest.param({"group": ["a"]}, id="a group that is no name"),
        pytest.param({"type": "receive", "group": "unknown"}, id="another group"),
    ],
)
@pytest.mark.parametrize("any_layer", ["core", "pubsub"], indirect=True)
async def test_a_process_survives_deliveries_for_others(
    any_layer: str,
    open_tab: OpenTab,
    ada: User,
    as_ada: AsyncClient,
    message: dict[str, Any],
) -> None:
    tab = await open_tab("/news/", as_ada)
    group = pubsub._group_name(Address("user", str(ada.pk)))
    used = get_channel_layer()
    assert used is not None
    await used.group_send(group, message)
    await apush_flash("info", "Still here.", user=ada)
    await tab.wait_for_texts("Still here.")


def test_names_with_a_colon_reach_no_other_namespace() -> None:
    pairs = [("a", "b:c"), ("a:b", "c"), ("", "a:b:c")]
    groups = {pubsub._group_name(Address("topic", n, space)) for space, n in pairs}
    assert len(groups) == len(pairs)


async def test_a_malformed_acknowledgement_is_refused(
    open_tab: OpenTab, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    values: list[Any] = [None, {}, {"shown": []}, {"shown": {"id": "0"}}, ["id"]]
    for value in values:
        payload = {"type": "hook", "event": "lv:flash-shown", "value": value}
        reply = await tab.send("event", payload)
        assert refusal(reply) == "malformed event"


async def test_only_requested_messages_are_acknowledged(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    pushed = await apush_flash("info", "Ready.", user=ada)
    tab = await open_tab("/news/silent/", as_ada)
    shown = {pushed.id: 0, "another": 0, **{str(n): n for n in range(2000)}}
    await tab.event("lv:flash-shown", {"shown": shown}, "hook")
    following = await open_tab("/news/", as_ada)
    assert following.texts == ["Ready."]


async def test_an_object_is_not_sent_to_another_user_where_a_text_is_expected(
    open_tab: OpenTab, ada: User, as_ada: AsyncClient
) -> None:
    tab = await open_tab("/news/", as_ada)
    sender = await open_tab("/notes/")
    action = {"label": "Go on", "event": "clear"}
    text = {"text": "Hello", "url": "https://evil.example/", "action": action}
    value = {"to": ada.pk, "text": text}
    reply = await sender.send(
        "event", {"type": "click", "event": "note", "value": value}
    )
    assert refusal(reply) == "malformed event"
    await sender.event("note", {"to": ada.pk, "text": "Hello"})
    await tab.wait_for_texts("Hello")


def test_what_can_be_read_is_read_as_it_was_sent() -> None:
    wire = envelopes.build_info("topic", {"a": (1, 2)})
    assert envelopes.read(wire) == envelopes.InfoEvent("topic", {"a": (1, 2)})
