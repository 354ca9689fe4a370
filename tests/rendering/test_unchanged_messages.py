"""Unchanged messages are not rendered again."""

from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils.functional import lazy

from liveflash.flash.flash import Flash
from liveflash.rendering import renderer
from liveflash.rendering.container import Container
from liveflash.rendering.renderer import ContainerRenderer, PageTemplate
from liveflash.views.socket import LiveViewSocket, bind


class Stack:
    """A page with messages that count how often each is rendered."""

    def __init__(self, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
        template: Any = engines["django"].from_string(
            "{% load liveflash %}{% live %}{{ turn }}" + source + "{% endlive %}"
        )
        monkeypatch.setattr(
            renderer, "django_template", lambda _name: template.template
        )
        request = RequestFactory().get("/")
        self.flash = Flash(max_messages=5)
        socket: LiveViewSocket[Any] = LiveViewSocket(
            request, connected=True, flash=self.flash
        )
        bind(request, socket)
        self.renderer = ContainerRenderer(PageTemplate("", request, Container()))
        self.rendered: list[str] = []
        self.turn = 0

    def put(self, text: str) -> None:
        def translated() -> str:
            self.rendered.append(text)
            return text

        self.flash.put("info", lazy(translated, str)(), replaces=False)

    def render(self, **context: Any) -> list[str]:
        """Render after an event; return the texts that were rendered."""
        self.rendered.clear()
        self.turn += 1
        self.renderer.render(
            {"flash": self.flash, "csrf_token": "t"}, {"turn": self.turn, **context}
        )
        return sorted(set(self.rendered))


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Stack:
    stack = Stack("{% liveflash skin=skin|default:'plain' %}", monkeypatch)
    for text in ("one", "two", "three"):
        stack.put(text)
    stack.render()
    return stack


def test_an_event_renders_no_message_again(stack: Stack) -> None:
    assert stack.render() == []


def test_a_new_message_is_rendered_alone(stack: Stack) -> None:
    stack.put("four")
    assert stack.render() == ["four"]


def test_a_message_that_takes_the_place_of_the_oldest_is_rendered_alone(
    stack: Stack,
) -> None:
    for text in ("four", "five"):
        stack.put(text)
    stack.render()
    stack.put("six")
    assert stack.render() == ["six"]


def test_a_removed_message_renders_no_other(stack: Stack) -> None:
    stack.flash.discard(stack.flash.messages[0].id)
    assert stack.render() == []


def test_a_changed_option_of_the_tag_renders_all_messages(stack: Stack) -> None:
    assert stack.render(skin="bootstrap") == ["one", "three", "two"]


def test_messages_in_an_overridden_template_are_rendered_each_time(
    monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    part = tmp_path / "liveflash" / "flash" / "body.html"
    part.parent.mkdir(parents=True)
    part.write_text("{{ message.text }}")
    (templates,) = settings.TEMPLATES
    settings.TEMPLATES = [templates | {"DIRS": [tmp_path, *templates["DIRS"]]}]
    stack = Stack("{% liveflash %}", monkeypatch)
    stack.put("one")
    stack.render()
    assert stack.render() == ["one"]
