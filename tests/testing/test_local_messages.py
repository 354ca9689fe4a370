"""The order of messages on a plain page, when its server renders others."""

import re

import pytest

from liveflash.flash.message import Message, new_message
from liveflash.testing import stacks
from liveflash.testing.local_messages import LocalMessages

MESSAGES = {name: new_message(name, name) for name in "abcd"}

# What the page shows, what the server renders of it, and what it renders next.
CASES = [
    pytest.param("ab", "", "c", "abc", id="new ones follow"),
    pytest.param("ab", "", "", "ab", id="local ones stay"),
    pytest.param("ab", "b", "", "a", id="known ones go"),
    pytest.param("abc", "", "b", "abc", id="an adopted one keeps its place"),
    pytest.param("abc", "b", "bd", "abcd", id="local ones stay behind a known one"),
    pytest.param("abc", "c", "dc", "abdc", id="the server orders its own"),
]


def named(names: str) -> tuple[Message, ...]:
    return tuple(MESSAGES[name] for name in names)


def markup(names: str) -> str:
    """Return the content of the root of a stack."""
    ids = (MESSAGES[name].id for name in names)
    shown = "".join(
        f'<liveflash-message id="liveflash-{each}"></liveflash-message>' for each in ids
    )
    return f'<liveflash-stack id="liveflash">{shown}</liveflash-stack>'


def page_of(names: str) -> str:
    return f'<div id="liveflash-root">{markup(names)}</div>'


@pytest.mark.parametrize(("shown", "known", "rendered", "expected"), CASES)
def test_the_messages_are_in_the_order_of_the_client(
    shown: str, known: str, rendered: str, expected: str
) -> None:
    local = LocalMessages(named(shown))
    local.patch(named(known))
    assert local.shown == named(shown)
    local.patch(named(rendered))
    assert local.shown == named(expected)


@pytest.mark.parametrize(("shown", "known", "rendered", "expected"), CASES)
def test_the_markup_is_in_the_order_of_the_messages(
    shown: str, known: str, rendered: str, expected: str
) -> None:
    order = [message.id for message in named(expected)]
    html = stacks.patch(page_of(shown), markup(rendered), order)
    assert re.findall(r'<liveflash-message id="liveflash-(\w+)"', html) == order


def test_a_page_that_does_not_change_stays_as_it_was() -> None:
    page = "<!doctype html><br />" + page_of("ab")
    assert stacks.patch(page, markup(""), [m.id for m in named("ab")]) == page


def test_a_template_of_the_project_keeps_no_local_markup() -> None:
    html = stacks.patch(page_of("a"), "<ul></ul>", [MESSAGES["a"].id])
    assert "<ul></ul>" in html
    assert "liveflash-message" not in html
