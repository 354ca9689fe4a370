"""Stacks with the same messages are rendered once, and only if they are the same."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import translation
from pytest_django import Settings

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message, new_message
from liveflash.rendering.message_stack import render_stack


def rendered(*messages: Message, token: str = "", **options: Any) -> str:
    request = RequestFactory().get("/")
    return render_stack(Flash(messages), options, request, token)


@pytest.fixture
def message() -> Message:
    return new_message("info", "Ready.")


def test_pages_with_the_same_messages_share_their_html(message: Message) -> None:
    assert rendered(message) is rendered(message)


def test_an_updated_message_is_rendered_again(message: Message) -> None:
    rendered(message)
    assert "Done." in rendered(replace(message, value="Done.", revision=1))


def test_the_time_that_is_left_is_part_of_the_stack(message: Message) -> None:
    rendered(message)
    html = rendered(replace(message, seconds_left=1.5))
    assert 'data-liveflash-timeout="1.5"' in html


def test_each_language_has_its_own_html(message: Message) -> None:
    rendered(message)
    with translation.override("de"):
        label = translation.pgettext("liveflash", "Messages")
        assert label in rendered(message)


def test_each_position_has_its_own_html(message: Message) -> None:
    rendered(message)
    assert 'data-position="bottom"' in rendered(message, position="bottom")


def test_each_skin_has_its_own_html(message: Message, settings: Settings) -> None:
    rendered(message)
    settings.LIVEFLASH_SKIN = "bootstrap"
    assert 'data-skin="bootstrap"' in rendered(message)


def test_a_template_of_the_project_is_rendered_for_each_visitor(
    message: Message,
) -> None:
    template = "stack_of_token.html"
    rendered(message, token="one", template=template)
    assert "two" in rendered(message, token="two", template=template)
