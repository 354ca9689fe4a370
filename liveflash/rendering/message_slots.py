"""The slots of the message tags on a live page: what a diff sends of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from liveflash import conf
from liveflash.debug import tag_usage
from liveflash.flash.presentation import PresentedMessage
from liveflash.protocol import wire_tree
from liveflash.rendering.compiler import Builder, Compiler, register, sets_no_names
from liveflash.rendering.context import LiveContext
from liveflash.rendering.loader_tags import enter_template, leave_template
from liveflash.rendering.message_tags import BellNode, FlashNode, Values
from liveflash.rendering.message_templates import compiled_messages, has_own_templates
from liveflash.rendering.scopes import Entered, Scope
from liveflash.rendering.slots import Paths, State, Wire


@register(BellNode, sets_names=sets_no_names)
def _bell(_compiler: Compiler, node: BellNode, builder: Builder) -> None:
    def enter(context: LiveContext) -> Entered:
        arguments = node.get_resolved_arguments(context)
        inner = node.inner_context(context, arguments, context.get("csrf_token"))
        template = context.engine.get_template(inner["template"])
        return enter_template(template, inner)

    builder.slot(Scope(builder.index, enter, leave_template))


@register(FlashNode, sets_names=sets_no_names)
def _messages(_compiler: Compiler, node: FlashNode, builder: Builder) -> None:
    builder.slot(_MessageSlot(builder.index, node))


class _MessageSlot:
    """The slot of ``{% liveflash %}``; its state is a MessageList."""

    __slots__ = ("_key", "_node", "index")
    reads: Paths | None = None

    def __init__(self, index: int, node: FlashNode) -> None:
        self.index = index
        self._key = str(index)
        self._node = node

    def render(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the whole wire form into ``wire``."""
        state[self.index] = messages = MessageList(self._node, context)
        wire[self._key] = messages.render(context)

    def update(self, context: LiveContext, state: State, wire: Wire) -> None:
        """Put the changes since the last render into ``wire``."""
        messages: MessageList = state[self.index]
        messages.resolve(context)
        changes = messages.update(context)
        if changes is None:
            context.components.page_has_changed = True
            self.render(context, state, wire)
        elif changes:
            wire[self._key] = changes


class MessageList:
    """The messages of one tag on one page.

    They are a component of the client protocol if their template has one root element.
    Then a change of messages does not touch the rest of the page.
    """

    __slots__ = (
        *("_arguments", "_compiled", "_id", "_node", "_options", "_state", "_token"),
    )

    def __init__(self, node: FlashNode, context: LiveContext) -> None:
        self._node = node
        self._id: int | None = None
        self.resolve(context)

    def resolve(self, context: LiveContext) -> None:
        """Read the arguments of the tag."""
        self._arguments = self._node.get_resolved_arguments(context)
        self._token = context.get("csrf_token")

    def render(self, context: LiveContext) -> Any:
        """Return the whole wire form; with a component it is its id."""
        with self._entered(context) as inner:
            compiled = self._compiled = compiled_messages(inner)
            compiled.enter(inner)
            self._options = _options(inner)
            if not (compiled.block.is_root and context.has_components):
                context.components.are_separate = False
                if conf.debug() and not compiled.block.is_root:
                    name = inner["template"]
                    tag_usage.record_several_roots(self._node, name)
                tree, self._state = compiled.block.tree(inner)
                return compiled.with_margins(tree)
            inner.shared = {}
            wire, self._state = compiled.block.render(inner)
        self._id = context.components.new_id()
        head: Wire = {wire_tree.STATIC: list(compiled.block.statics), wire_tree.ROOT: 1}
        context.components.change(
            self._id, head | wire | wire_tree.templates(inner.shared)
        )
        self._keep(self._id, context)
        return compiled.with_margins(self._id)

    def update(self, context: LiveContext) -> Any:
        """Return what has changed in the tree of the page.

        That is the id of a component that has changed: only then does the client look
        for it in an element that has not. Return an empty dict if nothing has changed,
        and None if another template must be rendered.
        """
        with self._entered(context) as inner:
            compiled = compiled_messages(inner)
            if compiled is not self._compiled:
                return None
            compiled.enter(inner)
            options = _options(inner)
            if options == self._options and has_own_templates(context.engine):
                inner.constant_items = PresentedMessage
            self._options = options
            if self._id is None:
                context.components.are_separate = False
                return compiled.inside_margins(
                    compiled.block.update(inner, self._state)
                )
            inner.shared = {}
            has_changed = context.components.page_has_changed
            changes = compiled.block.update(inner, self._state)
            context.components.page_has_changed = has_changed
        self._keep(self._id, context)
        if not changes:
            return {}
        context.components.change(self._id, changes | wire_tree.templates(inner.shared))
        return compiled.inside_margins(self._id)

    def refresh(self, context: LiveContext) -> bool:
        """Update the component alone.

        Return False if the page must be rendered, with another template here.
        """
        return self.update(context) is not None

    def _keep(self, component_id: int, context: LiveContext) -> None:
        context.components.add(component_id, self)
        if not context.is_in_page_environment or self._compiled.has_other_tags:
            context.components.are_separate = False

    @contextmanager
    def _entered(self, context: LiveContext) -> Iterator[LiveContext]:
        """Enter the template of the tag; yield its context."""
        inner = self._node.inner_context(context, self._arguments, self._token)
        render_context = inner.render_context
        outer = render_context.template
        render_context.template = context.engine.get_template(inner["template"])
        render_context.dicts.append({})
        try:
            yield inner
        finally:
            render_context.dicts.pop()
            render_context.template = outer


def _options(context: LiveContext) -> Values:
    """Return the options of the tag."""
    changing = ("messages", "folded")
    values = context.dicts[-1]
    return {name: value for name, value in values.items() if name not in changing}
