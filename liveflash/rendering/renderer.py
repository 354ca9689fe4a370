"""Render a page: the whole of it for HTTP, its container for a socket."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.http import HttpRequest
from django.template import Template, VariableDoesNotExist
from django.template.backends.django import Template as DjangoTemplate
from django.template.loader import get_template

from liveflash.debug import pyview_syntax
from liveflash.protocol import wire_tree
from liveflash.rendering import (  # noqa: F401 - they register compilers
    debug_tag,
    default_tags,
    i18n_tags,
    loader_tags,
)
from liveflash.rendering.attribute_access import Variables, store_by_type
from liveflash.rendering.blocks import Block, NeedsFullRender, UnbalancedMarkup
from liveflash.rendering.component_markup import is_same, without_comments
from liveflash.rendering.components import Components
from liveflash.rendering.container import (
    CompiledContainer,
    Container,
    bind_container,
    compiled_container,
)
from liveflash.rendering.context import LiveContext, PageContext
from liveflash.rendering.environment import (
    Environment,
    EnvironmentReader,
    intern,
)
from liveflash.rendering.request_state import RequestState
from liveflash.rendering.slots import State

Layers = tuple[Mapping[str, Any], ...]

# Whether a class of contexts is a mapping; ``isinstance`` is slow for ABCs.
_are_mappings: dict[type, bool] = {}


@dataclass(slots=True)
class PageTemplate:
    """The input of a render: template, request and container."""

    template_name: str
    request: HttpRequest
    container: Container


def render_page(page: PageTemplate, *layers: Mapping[str, Any]) -> str:
    """Return the whole page; store its container in ``page``.

    Raise TemplateSyntaxError if the page has ``{% live %}`` twice. A tag may render it
    twice if it shows it once.
    """
    bind_container(page.request, page.container)
    page.container.content = None
    page.container.outside = ()
    template = django_template(page.template_name)
    context = PageContext(page.request, template.engine, layers)
    with pyview_syntax.hints():
        html = str(template.render(context))
    page.container.refuse_second(html)
    return html


@dataclass(slots=True)
class ContainerRenderer:
    """Renders the container for one client, and stores what the client was sent.

    ``needs_thread`` is true once a render on the event loop has tried to use the
    database.
    """

    page: PageTemplate
    needs_thread: bool = False
    components: Components = field(default_factory=Components)
    _template: Template | None = None
    _needs_full_render: bool = False
    _marks_roots: bool = True
    _block: Block | None = None
    _state: State = field(default_factory=list)
    _environment: Environment = ()
    _reader: EnvironmentReader = field(default_factory=EnvironmentReader)
    _request_state: RequestState = field(init=False)

    def __post_init__(self) -> None:
        self._request_state = RequestState(self.page.request)

    @property
    def shows_messages(self) -> bool:
        """True if the page may have a ``{% liveflash %}``."""
        return self._block is None or self.components.show_messages

    def render_on_loop(
        self, *layers: Mapping[str, Any], only_flash: bool = False
    ) -> wire_tree.Tree | None:
        """Render on an event loop; return None if the template uses the database.

        Django forbids that there, and where ``{% if %}`` hides the error, it takes the
        wrong branch. From then on the template is rendered in a thread.
        """
        if self.needs_thread:
            return None
        self._reader.drop_connections()
        tree: wire_tree.Tree | None
        try:
            tree = self.render(*layers, only_flash=only_flash)
        except SynchronousOnlyOperation:
            tree = None
        if tree is not None and not self._reader.has_connections():
            return tree
        self.needs_thread = True
        # The client is not sent the result of that render.
        self._block, self._state = None, []
        return None

    def render(
        self, *layers: Mapping[str, Any], only_flash: bool = False
    ) -> wire_tree.Tree:
        """Return the whole tree at first, then what has changed since the last render.

        ``only_flash`` says that nothing but the messages of ``{% liveflash %}`` can
        have changed.
        """
        if self._needs_full_render:
            return self._render_fully(layers)
        is_possible = True
        with _until_full_render_needed:
            tree = self._render_in_pieces(layers, only_flash=only_flash)
            if tree is not None:
                return tree
            is_possible = False
        if is_possible:
            self._needs_full_render, self._block, self._state = True, None, []
        return self._render_fully(layers)

    def _found_template(self) -> Template:
        """Return the template; look it up at each render if templates are reloaded."""
        if self._template is None or self._template.engine.debug:
            self._template = django_template(self.page.template_name)
        return self._template

    def _render_in_pieces(
        self, layers: Layers, *, only_flash: bool
    ) -> wire_tree.Tree | None:
        """Render by the compiled template; return None if only Django can render."""
        try:
            context = self._new_context(layers)
            found = compiled_container(self._found_template(), context)
            if found is None:
                return None
            try:
                return self._render_container(found, context, only_flash=only_flash)
            except UnbalancedMarkup:
                self._marks_roots, self._block = False, None
            self._request_state.restore()
            context = self._new_context(layers)
            return self._render_container(found, context, only_flash=False)
        finally:
            self._request_state.restore()

    def _new_context(self, layers: Layers) -> LiveContext:
        return LiveContext(
            self.page.request,
            self._found_template(),
            layers,
            self.components,
            self._request_state,
            marks_roots=self._marks_roots,
        )

    def _render_container(
        self, found: CompiledContainer, context: LiveContext, *, only_flash: bool
    ) -> wire_tree.Tree:
        container, components = self.page.container, self.components
        bind_container(self.page.request, container)
        container.content, container.outside, container.is_open = None, (), True
        block, environment = found.block, self._reader.read(context)
        is_known = block is self._block and environment == self._environment
        if is_known and only_flash and components.are_separate:
            if components.refresh(context):
                return components.take_changes()
            is_known = False
        components.start()
        if found.has_side_effects:
            self._request_state.store()
        container.is_open = False
        found.prepare(context)
        container.is_open = True
        if is_known:
            tree = block.update(context, self._state)
        else:
            tree, self._state = block.render(context)
            tree[wire_tree.STATIC] = list(block.statics)
            self._block, self._environment = block, intern(environment)
        if container.content is not None:
            # {% live %} is in an included template: only a full render reaches it.
            raise NeedsFullRender
        if not components.page_has_changed and is_known:
            # A diff of components alone leaves the rest of the page untouched.
            return components.take_changes()
        shared = context.shared
        tree = tree | wire_tree.templates(shared) if shared else tree
        return tree | components.take_changes()

    def _render_fully(self, layers: Layers) -> wire_tree.Tree:
        """Render the whole page by Django, and return its container as one dynamic."""
        container = self.page.container
        self.components.start()
        self._request_state.store()
        container.is_marked = True
        try:
            html = render_page(self.page, *layers)
        finally:
            container.is_marked = False
            self._request_state.restore()
        content = without_comments(container.content_in(html))
        is_known = self._block is None and bool(self._state)
        if is_known and is_same(content, self._state[0]):
            return {}
        self._block, self._state = None, [content]
        return (
            {"0": content} if is_known else {"0": content, wire_tree.STATIC: ["", ""]}
        )


class _UntilFullRenderNeeded(AbstractContextManager[None]):
    """Suppresses errors after which only a full render by Django is right.

    These include recursion that is deeper than Django's own, and errors that Django
    hides when they come out of ``{{ block.super }}``.
    """

    def __exit__(
        self, _kind: object, error: BaseException | None, _traceback: object
    ) -> bool:
        if error is None:
            return False
        if isinstance(error, NeedsFullRender | RecursionError | VariableDoesNotExist):
            return True
        return bool(getattr(error, "silent_variable_failure", False))


_until_full_render_needed = _UntilFullRenderNeeded()


def django_template(name: str) -> Template:
    """Return a template; raise ImproperlyConfigured for another backend's."""
    with pyview_syntax.hints():
        template = get_template(name)
    if isinstance(template, DjangoTemplate):
        return template.template
    msg = (
        f"{name!r} is a template of another engine: use DjangoTemplates for a LiveView."
    )
    raise ImproperlyConfigured(msg)


def variables(context: object) -> Mapping[str, Any]:
    """Return ``socket.context`` as a mapping of template variables."""
    source: Any = context
    kind = type(source)
    is_mapping = _are_mappings.get(kind)
    if is_mapping is None:
        is_mapping = store_by_type(_are_mappings, kind, issubclass(kind, Mapping))
    return source if is_mapping else Variables(source)
