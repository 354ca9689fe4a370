"""The template context of a live page."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.template import Engine, RequestContext
from django.template.base import Template
from django.template.context import RenderContext

from liveflash.rendering.components import Components


class PageContext(RequestContext):
    """A RequestContext over the variables of a view, to which no tag writes.

    It sets the attributes of Django's own ``__init__`` itself: calling that makes the
    next render of a small page 50 % slower.
    """

    def __init__(
        self,
        request: HttpRequest,
        engine: Engine,
        layers: tuple[Mapping[str, Any], ...],
    ) -> None:
        self.request = request
        self.template: Template | None = None
        self.template_name: str | None = "unknown"
        self.autoescape = engine.autoescape
        self.use_l10n = self.use_tz = None
        self._processors, self._processors_index = (), 1
        self._own: dict[str, Any] = {}
        self._layers: tuple[Mapping[str, Any], ...] = layers
        # A plain layer for the context processors: Django's own refers to the context,
        # which would then wait for Python's garbage collector.
        built_ins = {"True": True, "False": False, "None": None}
        self.dicts: list[Any] = [built_ins, {}, *layers, self._own]

    @cached_property
    def render_context(self) -> RenderContext:  # type: ignore[override]
        """The state of tags, made when a tag needs it."""
        made = RenderContext()
        made.template = self.template
        return made

    def set_upward(self, key: Any, value: Any) -> None:
        """Set a name in the scope that already has it, as ``{% cycle %}`` does."""
        found = next((d for d in reversed(self.dicts) if key in d), self.dicts[-1])
        if any(found is layer for layer in self._layers):
            found = self._own
        found[key] = value


class LiveContext(PageContext):
    """A PageContext that runs its context processors when one of their names is read.

    ``shared`` maps the numbers in a tree to its shared statics. ``marks_roots`` is
    false on a page with unbalanced markup, of which the client must not skip elements.
    ``has_components`` is false where a template may not stay one element either.
    ``is_in_page_environment`` is false inside tags that set a language, a time zone or
    formats.
    """

    def __init__(
        self,
        request: HttpRequest,
        template: Template,
        layers: tuple[Mapping[str, Any], ...],
        components: Components,
        *,
        marks_roots: bool = True,
    ) -> None:
        super().__init__(request, template.engine, layers)
        self.template = template
        self.template_name = template.name
        self.engine = template.engine
        processed = _ProcessedValues(template.engine, request)
        self.dicts[1] = processed  # the layer of the context processors
        self._layers = (processed, *layers)
        self.shared: dict[int, tuple[str, ...]] = {}
        self.components = components
        self.marks_roots = self.has_components = marks_roots
        self.is_in_page_environment = True
        # The class of loop items on which alone their entries depend.
        self.constant_items: type | None = None
        # The compiled included templates, for the duration of this render.
        self.compiled: dict[Any, Any] = {}

    def new(self, values: Any = None) -> "LiveContext":
        """Return a context for the same page with only ``values`` in it."""
        return super().new(values)  # type: ignore[return-value]

    def share(self, statics: tuple[str, ...]) -> int:
        """Return the number by which the tree refers to ``statics``."""
        for number, known in self.shared.items():
            if known is statics:
                return number
        number = len(self.shared)
        self.shared[number] = statics
        return number


class _ProcessedValues(Mapping[str, Any]):
    """The values of the context processors, which run when they are first read."""

    __slots__ = ("_engine", "_request", "_values")

    def __init__(self, engine: Engine, request: HttpRequest) -> None:
        self._engine = engine
        self._request = request
        self._values: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self._run()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._run()

    def __iter__(self) -> Iterator[str]:
        return iter(self._run())

    def __len__(self) -> int:
        return len(self._run())

    def _run(self) -> dict[str, Any]:
        if self._values is None:
            self._values = {}
            for processor in self._engine.template_context_processors:
                self._values.update(processor(self._request))
        return self._values
