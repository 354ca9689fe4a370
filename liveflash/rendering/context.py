"""The template context of a live page."""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import cached_property, lru_cache
from typing import Any

from django.http import HttpRequest
from django.template import Engine, RequestContext
from django.template.base import Template
from django.template.context import RenderContext

from liveflash.rendering.attribute_access import Variables
from liveflash.rendering.components import Components
from liveflash.rendering.nodes import OUR_MODULES
from liveflash.rendering.request_state import RequestState


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

    def __iter__(self) -> Iterator[Any]:
        """Return the layers, the innermost first, as ``{% debug %}`` shows them."""
        return map(_shown, reversed(self.dicts))

    def __repr__(self) -> str:
        """Return what Django shows where a variable is missing: the layers."""
        return repr([_shown(layer) for layer in self.dicts])

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

    def __init__(  # noqa: PLR0913 - called in one place
        self,
        request: HttpRequest,
        template: Template,
        layers: tuple[Mapping[str, Any], ...],
        components: Components,
        request_state: RequestState,
        *,
        marks_roots: bool = True,
    ) -> None:
        super().__init__(request, template.engine, layers)
        self.template = template
        self.template_name = template.name
        self.engine = template.engine
        processed = _ProcessedValues(template.engine, request, request_state)
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

    @cached_property
    def render_context(self) -> RenderContext:  # type: ignore[override]
        """The state of tags, in the layer of the page's template."""
        made = RenderContext({})
        made.template = self.template
        return made

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


def _shown(layer: Mapping[str, Any]) -> dict[str, Any]:
    """Return a layer of a context as Django itself would have it."""
    if isinstance(layer, dict):
        return layer
    return layer.stored() if isinstance(layer, Variables) else dict(layer)


class _ProcessedValues(MutableMapping[str, Any]):
    """The values of the context processors, which run when they are first read."""

    __slots__ = ("_engine", "_request", "_request_state", "_values")

    def __init__(
        self, engine: Engine, request: HttpRequest, request_state: RequestState
    ) -> None:
        self._engine = engine
        self._request = request
        self._request_state = request_state
        self._values: dict[str, Any] | None = None

    def __getitem__(self, name: str) -> Any:
        return self._run()[name]

    def __setitem__(self, name: str, value: Any) -> None:
        self._run()[name] = value

    def __delitem__(self, name: str) -> None:
        del self._run()[name]

    def __contains__(self, name: object) -> bool:
        return name in self._run()

    def __iter__(self) -> Iterator[str]:
        return iter(self._run())

    def __len__(self) -> int:
        return len(self._run())

    def copy(self) -> dict[str, Any]:
        """Return the values; Django's layers are dicts, which have this method."""
        return dict(self._run())

    def _run(self) -> dict[str, Any]:
        if self._values is None:
            self._values = {}
            processors = tuple(self._engine.template_context_processors)
            if not _are_ours(processors):
                self._request_state.store()
            for processor in processors:
                self._values.update(processor(self._request))
        return self._values


@lru_cache(maxsize=100)
def _are_ours(processors: tuple[Callable[..., Any], ...]) -> bool:
    """Return whether all context processors are Django's or this package's."""
    return all(each.__module__.startswith(OUR_MODULES) for each in processors)
