"""The builder of client commands with the arguments of pyview's ``js``."""

from typing import Any

from liveflash.protocol.js import JS


class JsCommands(JS):
    """Commands with the call shapes of pyview."""

    __slots__ = ()

    def toggle(
        self,
        to: Any = None,
        *,
        in_transition: Any = None,
        out_transition: Any = None,
        **options: Any,
    ) -> JS:
        """Toggle an element; the transitions are ``in_`` and ``out`` of ``JS``."""
        named = {"in_": in_transition, "out": out_transition}
        given = {name: value for name, value in named.items() if value is not None}
        return super().toggle(to, **given, **options)

    def set_attribute(self, attr: Any, value: Any = "", *, to: Any = None) -> JS:
        """Set an attribute: ``(name, value)``, or a name for an empty value."""
        name, value = attr if isinstance(attr, tuple) else (attr, value)
        return super().set_attribute(name, value, to=to)

    def toggle_attribute(
        self, attr: Any, value: Any = "", other: Any = None, *, to: Any = None
    ) -> JS:
        """Toggle ``(name, value)`` or ``(name, value, other)``, or a bare name."""
        pair = attr if isinstance(attr, tuple) else (attr, value, other)
        return super().toggle_attribute(*pair, to=to)

    def dispatch(self, event: Any, to: Any = None, **options: Any) -> JS:
        """Dispatch a DOM event from ``to``, which may be passed by position."""
        return super().dispatch(event, to=to, **options)


js = JsCommands()
