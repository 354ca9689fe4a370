"""Render a case live, and by Django for the expected HTML."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from types import MappingProxyType, SimpleNamespace
from typing import Any, cast

import django
import pytest
from django.http import HttpRequest
from django.template import RequestContext
from django.template.backends.django import Template
from django.template.loader import get_template
from django.test import RequestFactory, override_settings
from django.utils import timezone, translation

from liveflash.flash.flash import Flash
from liveflash.flash.message import Message
from liveflash.protocol.wire_tree import Rendered, Tree
from liveflash.rendering import renderer
from liveflash.rendering.container import Container, bind_container
from liveflash.rendering.renderer import ContainerRenderer, PageTemplate
from liveflash.views.socket import LiveViewSocket, bind

State = dict[str, Any]
Step = Mapping[str, Any] | Callable[[State], object]

PAGE = "page.html"
LANGUAGE, ZONE, FLASH = "@language", "@zone", "@flash"
FLASH_TO_COME = Flash([Message("m-come", "info", "info", "<to come>")])

# What ``socket.context`` may be.
SHAPES: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "mapping": MappingProxyType,
    "dict": dict,
    "object": lambda names: SimpleNamespace(**names),
}

LIBRARIES = [
    *("django.templatetags.cache", "django.templatetags.i18n"),
    *("django.templatetags.l10n", "django.templatetags.static"),
    *("django.templatetags.tz", "liveflash.templatetags.liveflash"),
    *("tests.rendering.simple_tags", "tests.rendering.block_tags"),
    "tests.rendering.collecting_tags",
]
PROCESSORS = [
    "django.template.context_processors.request",
    "liveflash.context_processors.flash",
]


@dataclass(frozen=True)
class Case:
    """A page, its first state, and the changes of that state.

    A step replaces names (a mapping) or changes what is there (a function). The state's
    ``@language`` and ``@zone`` are active in the render, ``@flash`` is its flash.
    """

    name: str
    templates: Mapping[str, str]
    start: State
    steps: tuple[Step, ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    renders: str = PAGE

    def states(self) -> Iterator[tuple[State, bool]]:
        """Yield the first state and the state after each step, always the same object.

        The second value is true if only flash has changed.
        """
        state = deepcopy(self.start)
        yield state, False
        for step in self.steps:
            if callable(step):
                step(state)
                yield state, False
            else:
                state.update(deepcopy(dict(step)))
                yield state, set(step) == {FLASH}


@dataclass(frozen=True)
class Frame:
    """The tree of one render, and the HTML that the client has to show."""

    tree: Tree
    html: str


def case(
    name: str, source: str | Mapping[str, str], start: State, *steps: Step, **more: Any
) -> Case:
    """Return a case; ``source`` is the page, or all templates by name."""
    templates = {PAGE: source} if isinstance(source, str) else source
    return Case(name, templates, start, steps, **more)


def render_case(
    played: Case, *, flash: bool = False, shape: str = "mapping"
) -> Iterator[Frame]:
    """Render a case live, and by Django from an equal state.

    With ``flash`` there are more renders after each step, for changes of flash alone.
    """
    with install_templates(played.templates, played.options, played.settings):
        live = CaseRenderer(played, shape)
        for ours, theirs, only_flash in _turns(played, flash=flash):
            yield live.frame(ours, theirs, only_flash=only_flash)


def render_until_error(played: Case, *, flash: bool = False) -> Iterator[Frame]:
    """Play a case until Django's render fails; then ours has to fail as well.

    If the template has ``{% live %}``, Django's render may fail outside of it alone.
    """
    has_region = any("{% live %}" in source for source in played.templates.values())
    with install_templates(played.templates, played.options, played.settings):
        live = CaseRenderer(played)
        for ours, theirs, only_flash in _turns(played, flash=flash):
            if (error := live.error(theirs)) is not None:
                if not has_region:
                    with pytest.raises(type(error)):
                        live.render(ours, only_flash=only_flash)
                return
            yield live.frame(ours, theirs, only_flash=only_flash)


def _turns(played: Case, *, flash: bool) -> Iterator[tuple[State, State, bool]]:
    """Yield two equal states for each render, and whether only flash has changed."""
    for (ours, is_flash), (theirs, _) in zip(
        played.states(), played.states(), strict=True
    ):
        yield ours, theirs, is_flash and flash
        if flash and not is_flash:
            for more in (FLASH_TO_COME, Flash(), ours.get(FLASH, Flash())):
                yield ours | {FLASH: more}, theirs | {FLASH: more}, True


class CaseRenderer:
    """Renders the page of a case for one client."""

    def __init__(self, played: Case, shape: str = "mapping") -> None:
        self._name = played.renders
        self._shape = SHAPES[shape]
        self._live = ContainerRenderer(PageTemplate(self._name, request(), Container()))
        self._reads_flash = False

    def frame(self, ours: State, theirs: State, *, only_flash: bool = False) -> Frame:
        """Return the tree for one state, and Django's render of an equal one."""
        tree = self.render(ours, only_flash=only_flash)
        return Frame(tree, rendered_by_django(self._name, theirs))

    def render(self, state: State, *, only_flash: bool = False) -> Tree:
        """Return the tree as the client receives it.

        A page that reads flash is always rendered as a whole.
        """
        state = {FLASH: Flash(), **state}
        flash: Flash = state[FLASH]
        flash.was_read = False
        only_flash = only_flash and not self._reads_flash
        with active_environment(state, self._live.page.request) as variables:
            layer = renderer.variables(self._shape(variables))
            tree = self._live.render(layer, only_flash=only_flash)
        self._reads_flash = self._reads_flash or flash.was_read
        return sent_as_json(tree)

    def error(self, state: State) -> Exception | None:
        """Return the error of Django's render, or None."""
        try:
            rendered_by_django(self._name, state)
        except Exception as error:  # noqa: BLE001 - any error of a template
            return error
        return None


def html_pairs(frames: Iterable[Frame]) -> Iterator[tuple[str, str]]:
    """Yield the HTML of the client's model after each frame, and Django's."""
    model: Rendered | None = None
    for frame in frames:
        if model is None:
            model = Rendered(frame.tree)
        else:
            model.merge(frame.tree)
        yield model.html, frame.html


def http_pairs(played: Case) -> Iterator[tuple[str, str]]:
    """Yield the live part of the HTTP response to each state, and Django's."""
    with install_templates(played.templates, played.options, played.settings):
        for ours, theirs, _only_flash in _turns(played, flash=False):
            page = PageTemplate(played.renders, request(), Container())
            page.container.is_marked = True
            with active_environment({FLASH: Flash(), **ours}, page.request) as names:
                html = renderer.render_page(page, renderer.variables(names))
            html = page.container.content_in(html)
            yield html, rendered_by_django(played.renders, theirs)


def sent_as_json(tree: Tree) -> Tree:
    """Return a tree as the client receives it."""
    arrived: Tree = json.loads(json.dumps(tree, allow_nan=False))
    return arrived


@contextmanager
def install_templates(
    templates: Mapping[str, str],
    options: Mapping[str, Any] | None = None,
    settings: Mapping[str, Any] | None = None,
) -> Iterator[None]:
    """Replace all templates but those of the applications."""
    loaders: list[Any] = [
        ("django.template.loaders.locmem.Loader", dict(templates)),
        "django.template.loaders.app_directories.Loader",
    ]
    loaders = [("django.template.loaders.cached.Loader", loaders)]
    if django.VERSION < (6,):
        loaders = [("template_partials.loader.Loader", loaders)]
    engine = {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "builtins": LIBRARIES,
            "context_processors": PROCESSORS,
            "loaders": loaders,
            **(options or {}),
        },
    }
    with override_settings(TEMPLATES=[engine], **(settings or {})):
        yield


def request() -> HttpRequest:
    """Return a request for the page, on which middleware lets tags collect."""
    made: Any = RequestFactory().get("/page/?q=1&r=2")
    made.collected = ["middleware"]
    made.collector = SimpleNamespace(by_kind={}, count=0)
    return cast("HttpRequest", made)


@contextmanager
def active_environment(state: State, asked: HttpRequest) -> Iterator[Mapping[str, Any]]:
    """Activate the language, time zone and flash of a state; yield its variables."""
    with ExitStack() as stack:
        if LANGUAGE in state:
            stack.enter_context(translation.override(state[LANGUAGE]))
        if ZONE in state:
            stack.enter_context(timezone.override(state[ZONE]))
        socket = SimpleNamespace(flash=state.get(FLASH, Flash()))
        bind(asked, cast("LiveViewSocket[Any]", socket))
        yield MappingProxyType({k: v for k, v in state.items() if k[0] != "@"})


def rendered_by_django(name: str, state: State) -> str:
    """Return Django's render of ``{% live %}``, or of the whole template."""
    asked = request()
    container = Container()
    container.is_marked = True
    bind_container(asked, container)
    with active_environment(state, asked) as variables:
        found = get_template(name)
        assert isinstance(found, Template)
        context = RequestContext(asked, autoescape=found.template.engine.autoescape)
        context.update(dict(variables))
        context.push()
        html = found.template.render(context)
    return container.content_in(html)
