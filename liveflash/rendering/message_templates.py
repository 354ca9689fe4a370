"""The compiled templates of ``{% liveflash %}``.

The templates of a skin's parts are known, so they are compiled as if their contents
were written where they are included. A new message then sends hardly any statics: the
client has those of its loop.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from django.template import Engine
from django.template.base import Template
from django.template.loader_tags import BlockNode, IncludeNode

from liveflash.protocol import wire_tree
from liveflash.rendering.blocks import Block
from liveflash.rendering.compiled import (
    CompiledTemplate,
    inheritance_chain,
    store_variant,
)
from liveflash.rendering.compiler import (
    Compiler,
    Contents,
    is_registered,
    may_set_names,
)
from liveflash.rendering.context import LiveContext
from liveflash.rendering.loader_tags import needs_scope
from liveflash.rendering.nodes import all_in, is_ours

_compiled: WeakKeyDictionary[Template, dict[Any, "CompiledMessages"]] = (
    WeakKeyDictionary()
)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledMessages:
    """The block of a tag's template, and the white space around its markup.

    ``has_other_tags`` is true if it may have tags of other packages, which may depend
    on the tags before it in the page.
    """

    template: CompiledTemplate
    before: str
    after: str
    has_other_tags: bool

    def enter(self, context: LiveContext) -> None:
        """Prepare a context for the template."""
        self.template.enter_chain(context)

    @property
    def block(self) -> Block:
        """The block, without the white space."""
        return self.template.block

    def with_margins(self, dynamic: Any) -> Any:
        """Return a dynamic with the white space around it."""
        if not (self.before or self.after):
            return dynamic
        return {wire_tree.STATIC: [self.before, self.after], "0": dynamic}

    def inside_margins(self, changes: Any) -> Any:
        """Return the changes of such a dynamic."""
        return {"0": changes} if changes and (self.before or self.after) else changes


def compiled_messages(context: LiveContext) -> CompiledMessages:
    """Return the compiled form of the template that ``context`` has entered."""
    template: Any = context.render_context.template
    variants = _compiled.setdefault(template, {})
    skin = context["skin"]
    found = variants.get((skin,))
    if found is None:
        nodes, blocks, parents, last = inheritance_chain(template, context)
        found = variants.get((skin, *parents))
        if found is None:
            inlined = _inlined_parts(context)
            compiler = Compiler(blocks, inlined=inlined, is_flat=True)
            before, block, after = compiler.trimmed_block(nodes)
            has_other_tags = not has_own_templates(context.engine) and _has_other_tags(
                Contents(nodes, blocks), inlined
            )
            compiled = CompiledTemplate(block, blocks, last)
            found = CompiledMessages(compiled, before, after, has_other_tags)
            store_variant(variants, (skin, *parents), found)
    return found


def _inlined_parts(context: LiveContext) -> dict[str, Contents]:
    """Return the contents of each part by the expression that includes it."""
    found = {}
    for part, name in context["parts"].items():
        template = context.engine.get_template(name)
        with context.render_context.push():
            nodes, blocks, parents, _last = inheritance_chain(template, context)
        if not (
            parents
            or any(map(may_set_names, nodes))
            or any(map(_has_scopes, (blocks or {}).values()))
        ):
            found[f"parts.{part}"] = Contents(nodes, blocks)
    return found


def _has_other_tags(contents: Contents, inlined: Mapping[str, Contents]) -> bool:
    """Return whether there may be tags of other packages in a template."""
    chained = chain.from_iterable((contents.blocks or {}).values())
    for node in chain.from_iterable(map(all_in, (*contents.nodes, *chained))):
        if isinstance(node, IncludeNode):
            included = inlined.get(node.template.token)
            if included is None or _has_other_tags(included, {}):
                return True
        elif not (is_ours(node) or is_registered(node)):
            return True
    return False


def _has_scopes(nodes: Sequence[BlockNode]) -> bool:
    """Return whether a block or one that it overrides needs a scope of its own."""
    return any(
        needs_scope(node.nodelist, nodes[place:]) for place, node in enumerate(nodes, 1)
    )


_TEMPLATE_DIR = Path(__file__).parent.parent / "templates"
_TEMPLATE_NAMES = sorted(
    str(path.relative_to(_TEMPLATE_DIR)) for path in _TEMPLATE_DIR.rglob("*.html")
)
_engines: WeakKeyDictionary[Engine, bool] = WeakKeyDictionary()


def has_own_templates(engine: Engine) -> bool:
    """Return whether an engine loads all message templates from this package."""
    known = None if engine.debug else _engines.get(engine)
    if known is None:
        origins = (engine.get_template(name).origin.name for name in _TEMPLATE_NAMES)
        known = all(Path(name).is_relative_to(_TEMPLATE_DIR) for name in origins)
        _engines[engine] = known
    return known
