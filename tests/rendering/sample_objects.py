"""Sample objects with awkward text, truth or equality for templates."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property
from django.utils.safestring import SafeString


class StableObject:
    """Looks the same in two processes, and in two copies."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class Named(StableObject):
    """Its text changes while it stays the same object."""

    def __init__(self, name: str, **more: Any) -> None:
        self.name = name
        self.__dict__.update(more)

    def __str__(self) -> str:
        return f"<{self.name}>"

    def rename(self, name: str) -> None:
        self.name = name

    def shout(self) -> str:
        return self.name.upper() + "&"

    def with_argument(self, argument: str) -> str:
        return argument

    def delete(self) -> str:
        raise AssertionError("a template has called what alters data")

    delete.alters_data = True  # type: ignore[attr-defined]

    @property
    def title(self) -> str:
        return self.name.title()

    @cached_property
    def cached(self) -> str:
        return f"cached {self.name}"


class Html(StableObject):
    """Markup of its own."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __html__(self) -> str:
        return f"<i>{self.text}</i>"

    def __str__(self) -> str:
        return f"no markup: <{self.text}>"


class Broken(StableObject):
    """Its property raises."""

    @property
    def missing(self) -> str:
        raise AttributeError("inner")


class Silent(Exception):
    silent_variable_failure = True


class Failing(StableObject):
    """Fails in silence, or out loud."""

    @property
    def silent(self) -> str:
        raise Silent

    def method(self) -> str:
        raise Silent

    def type_error(self) -> str:
        raise TypeError("its own")


class Subscripted(StableObject):
    """Answers to subscripts, with attributes of the same names beneath."""

    name = "attribute"

    def __init__(self, **items: Any) -> None:
        self.items = items

    def __getitem__(self, key: str) -> Any:
        return self.items[key]


class Answering(StableObject):
    """Has every attribute, except the real ones of an object."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("do_not_call_in_templates", "alters_data"):
            raise AttributeError(name)
        return f"{self.prefix}.{name}"


class Attributed(StableObject, Mapping[str, Any]):
    """A mapping with attributes that it makes up."""

    __slots__ = ("prefix",)

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in ("do_not_call_in_templates", "alters_data"):
            raise AttributeError(name)
        return f"{self.prefix}.{name}"

    def __getitem__(self, key: str) -> Any:
        return {"name": self.prefix}[key]

    def __iter__(self) -> Iterator[str]:
        return iter(["name"])

    def __len__(self) -> int:
        return 1


class Intercepting(StableObject):
    """Every attribute passes through a method of its own."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __getattribute__(self, name: str) -> Any:
        value = object.__getattribute__(self, name)
        return f"[{value}]" if name == "name" else value


class Slotted(StableObject):
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


class Called(StableObject):
    """Can be called, and has attributes."""

    def __init__(self, name: str) -> None:
        self.name = name

    def __call__(self) -> Any:
        return Named(f"called {self.name}")


class Uncalled(Called):
    do_not_call_in_templates = True


class Unchangeable(Called):
    alters_data = True


class Text(str):
    """A str with a text of its own."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"<text {str.__str__(self)}>"


class Marked(SafeString):
    """Safe markup of a class of its own."""


class Number(int):
    def __str__(self) -> str:
        return f"no. {int(self)}"


class Falsy(StableObject):
    def __bool__(self) -> bool:
        return False

    def __str__(self) -> str:
        return "falsy"


class Counted(StableObject):
    """Has a length and items by index, nothing else."""

    def __init__(self, *items: Any) -> None:
        self.given = items

    def __len__(self) -> int:
        return len(self.given)

    def __getitem__(self, index: Any) -> Any:
        return self.given[index]


class Uncounted(StableObject):
    """Can be gone through, any number of times; has no length."""

    def __init__(self, *items: Any) -> None:
        self.given = items

    def __iter__(self) -> Iterator[Any]:
        return iter(self.given)


@dataclass
class Row:
    id: Any
    name: Any
    tags: list[Any] = field(default_factory=list)


@dataclass
class Point:
    x: int
    y: int

    def __str__(self) -> str:
        return f"({self.x}, {self.y})"


class Template(StableObject):
    """Renders, and is no template of Django's."""

    def __init__(self, text: str) -> None:
        self.text = text

    def render(self, context: Any) -> SafeString:
        return SafeString(f"<em>{self.text} {context['name']}</em>")


def rows(*names: str) -> list[dict[str, Any]]:
    """Dictionaries with ids that count up from one."""
    return [{"id": at, "name": name} for at, name in enumerate(names, 1)]
