"""The rendered pages: one template for all engines, and its context."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

CITIES = ("Berlin", "Lisbon", "Oslo", "Quito", "Sapporo")


@dataclass
class Context:
    """The ``socket.context`` of a page; each row has an ``id`` and a ``name``."""

    name: str
    rows: list[Any]
    email: str = "ada@example.com"
    city: str = "London"


@dataclass
class Device:
    """A row of a table: four values and an id."""

    id: int
    name: str
    place: str
    seen: str
    count: int


@dataclass
class Field:
    """A field of a form."""

    id: int
    name: str
    label: str
    kind: str
    value: str
    length: int
    help: str
    error: str
    required: bool


@dataclass
class Item:
    """A leaf of the tree of includes."""

    id: int
    name: str
    text: str
    count: int


@dataclass
class Group:
    """Leaves under a heading."""

    id: int
    name: str
    entries: list[Item]


@dataclass
class Section:
    """Groups under a heading."""

    id: int
    name: str
    groups: list[Group]


@dataclass(frozen=True)
class Page:
    """A page to render: ``row`` makes the row with a number."""

    title: str
    template: str
    row: Callable[[int], Any]
    length: int

    def context(self) -> Context:
        """Return a new context with the initial values."""
        return Context("Ada", [self.row(number) for number in range(self.length)])


def device(number: int) -> Device:
    place = CITIES[number % len(CITIES)]
    seen = f"2025-03-{number % 28 + 1:02}"
    return Device(number, f"Device & co {number}", place, seen, number * 7)


def device_dict(number: int) -> dict[str, Any]:
    return asdict(device(number))


def field(number: int) -> Field:
    return Field(
        id=number,
        name=f"field_{number}",
        label=f"Field {number}",
        kind="email" if number % 4 == 0 else "text",
        value=f"value <{number}>",
        length=100 + number,
        help=f"Anything that fits into field {number}.",
        error="This is not right." if number % 10 == 3 else "",
        required=number % 3 == 0,
    )


def section(number: int) -> Section:
    """Return a section of 3 groups of 4 items each."""
    return Section(
        number,
        f"Section {number}",
        [
            Group(
                g,
                f"Group {number}.{g}",
                [Item(i, f"Item {i}", f"Text of {i}", i % 3) for i in range(4)],
            )
            for g in range(3)
        ],
    )


SETTINGS = Page("settings", "settings.html", device, 20)
PAGES = (
    SETTINGS,
    Page("settings, rows are dicts", "settings.html", device_dict, 20),
    Page("form of 40 fields", "form.html", field, 40),
    Page("table of 1000 rows", "table.html", device, 1000),
    Page("tree of 80 includes", "includes.html", section, 2),
)
