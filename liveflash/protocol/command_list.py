"""An immutable list of client commands, which is its own JSON on the wire."""

from dataclasses import FrozenInstanceError
from typing import NoReturn, Self

from django.utils.html import escape
from django.utils.safestring import SafeString


class CommandList:
    """Client commands, each as JSON text.

    ``msgspec`` would encode a dataclass by its attributes, so it is none.
    """

    __slots__ = ("_ops",)
    _ops: tuple[str, ...]

    def __init__(self) -> None:
        self.__setstate__(())

    def __str__(self) -> str:
        return f"[{','.join(self._ops)}]"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"

    def __html__(self) -> SafeString:
        """Return the JSON, escaped for an attribute in single or double quotes."""
        return escape(str(self))

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._ops == other._ops

    def __hash__(self) -> int:
        return hash(self._ops)

    def __setattr__(self, name: str, _value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __getstate__(self) -> tuple[str, ...]:
        return self._ops

    def __setstate__(self, ops: tuple[str, ...]) -> None:
        object.__setattr__(self, "_ops", ops)

    def _with(self, op: str) -> Self:
        extended = type(self)()
        extended.__setstate__((*self._ops, op))
        return extended
