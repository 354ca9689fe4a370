"""The parameters of a URL, with the methods of pyview's ``Params``."""

from collections.abc import Iterator, Mapping
from typing import Any


class Params:
    """The parameters of a URL: lists from its query, single values from its path."""

    __slots__ = ("_values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = dict(values)

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Params({self._values!r})"

    def get(self, name: str, default: str | None = None) -> str | None:
        """Return the first value of ``name`` as a string, or ``default``."""
        return next(iter(self.getlist(name)), default)

    def getlist(self, name: str) -> list[str]:
        """Return all values of ``name`` as strings; an empty list if it is absent."""
        value = self._values.get(name)
        if isinstance(value, list):
            return value
        return [] if value is None else [str(value)]

    def getone(self, name: str) -> str:
        """Return the only value of ``name``; raise KeyError unless there is one."""
        values = self.getlist(name)
        if len(values) != 1:
            raise KeyError(f"{name!r} has {len(values)} values instead of one.")
        return values[0]

    def has(self, name: str) -> bool:
        """Return whether ``name`` is present."""
        return name in self._values

    def keys(self) -> list[str]:
        """Return the names."""
        return list(self._values)

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield each name with its first value."""
        return ((name, values[0]) for name in self if (values := self.getlist(name)))

    def multi_items(self) -> Iterator[tuple[str, str]]:
        """Yield each name with each of its values."""
        return ((name, value) for name in self for value in self.getlist(name))

    def raw(self) -> dict[str, Any]:
        """Return the values as they are."""
        return self._values

    def to_flat_dict(self) -> dict[str, Any]:
        """Return the values; a list of one value is that value."""
        lists = ((name, self.getlist(name)) for name in self)
        return {
            name: values[0] if len(values) == 1 else values for name, values in lists
        }
