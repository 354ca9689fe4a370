"""Compilers of tags that set the language, time zone or formats of their contents."""

from contextlib import AbstractContextManager
from typing import Any

from django.template.base import FilterExpression
from django.templatetags.i18n import LanguageNode
from django.templatetags.l10n import LocalizeNode
from django.templatetags.tz import LocalTimeNode, TimezoneNode
from django.utils import timezone, translation

from liveflash.rendering.compiler import Builder, Compiler, register
from liveflash.rendering.context import LiveContext
from liveflash.rendering.scopes import Entered, EnvironmentScope


@register(LanguageNode)
def _language(compiler: Compiler, node: Any, builder: Builder) -> None:
    _overriding(compiler, node, node.language, translation.override, builder)


@register(TimezoneNode)
def _timezone(compiler: Compiler, node: Any, builder: Builder) -> None:
    _overriding(compiler, node, node.tz, timezone.override, builder)


def _overriding(
    compiler: Compiler,
    node: Any,
    value: FilterExpression,
    override: Any,
    builder: Builder,
) -> None:
    """Compile a tag that activates a value for its contents."""
    block = compiler.block(node.nodelist)

    def enter(context: LiveContext) -> Entered:
        manager = override(value.resolve(context))
        manager.__enter__()
        return block, context, manager

    def leave(_context: LiveContext, manager: AbstractContextManager[None]) -> None:
        manager.__exit__(None, None, None)

    builder.slot(EnvironmentScope(builder.index, enter, leave))


@register(LocalizeNode)
def _localize(compiler: Compiler, node: LocalizeNode, builder: Builder) -> None:
    _switching(compiler, node, "use_l10n", builder)


@register(LocalTimeNode)
def _localtime(compiler: Compiler, node: LocalTimeNode, builder: Builder) -> None:
    _switching(compiler, node, "use_tz", builder)


def _switching(compiler: Compiler, node: Any, name: str, builder: Builder) -> None:
    """Compile a tag that sets an attribute of the context for its contents.

    ``name`` is the attribute, of the node as of the context.
    """
    block = compiler.block(node.nodelist)
    setting = getattr(node, name)

    def enter(context: LiveContext) -> Entered:
        former = getattr(context, name)
        setattr(context, name, setting)
        return block, context, former

    def leave(context: LiveContext, former: Any) -> None:
        setattr(context, name, former)

    builder.slot(EnvironmentScope(builder.index, enter, leave))
