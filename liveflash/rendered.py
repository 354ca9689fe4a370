"""The rendered live region as a value."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rendered:
    """Statics with dynamics between them: ``statics`` is longer by one.

    Put together in turn they are the HTML of the region.
    """

    statics: tuple[str, ...]
    dynamics: tuple[str, ...]


def opaque(html: str) -> Rendered:
    """A region whose structure is not known: one dynamic."""
    return Rendered(("", ""), (html,))
