"""Sphinx directive for sequence diagrams, rendered as inline SVG.

The first line of a ``sequence`` block names the actors, separated by ``|``. Each other
line is a message ``actor -> actor: text``, a step of one actor ``actor: text``, or a
heading ``== text``. Inline SVG needs no script, font or network.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

WIDTH, STEP, TOP, MARGIN = 220, 34, 56, 95


class Sequence(SphinxDirective):
    """A sequence diagram."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """Return the diagram as a raw HTML node."""
        return [nodes.raw("", draw(self.content), format="html")]


def draw(lines: StringList | list[str]) -> str:
    """Return the SVG of a diagram."""
    names, *steps = [line.strip() for line in lines if line.strip()]
    actors = [name.strip() for name in names.split("|")]
    places = {name: MARGIN + WIDTH * at for at, name in enumerate(actors)}
    height = TOP + STEP * (len(steps) + 1)
    width = 2 * MARGIN + WIDTH * (len(actors) - 1)
    body = [*_lifelines(places, height), *_steps(places, steps, width)]
    return (
        f'<svg class="sequence" role="img" viewBox="0 0 {width} {height}" '
        f'xmlns="http://www.w3.org/2000/svg"><title>{escape(", ".join(actors))}</title>'
        '<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
        'markerHeight="7" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z"/>'
        f"</marker></defs>{''.join(body)}</svg>"
    )


def _lifelines(places: dict[str, int], height: int) -> Iterator[str]:
    for name, x in places.items():
        yield f'<line class="life" x1="{x}" x2="{x}" y1="40" y2="{height - 8}"/>'
        yield f'<rect class="actor" x="{x - 80}" y="8" width="160" height="32" rx="5"/>'
        yield f'<text class="name" x="{x}" y="29">{escape(name)}</text>'


def _steps(places: dict[str, int], steps: list[str], width: int) -> Iterator[str]:
    for at, step in enumerate(steps):
        y = TOP + STEP * at + 20
        if step.startswith("== "):
            yield f'<text class="part" x="8" y="{y}">{escape(step[3:])}</text>'
            ends = f'x1="8" x2="{width - 8}" y1="{y + 6}" y2="{y + 6}"'
            yield f'<line class="rule" {ends}/>'
            continue
        actors, _, text = step.partition(": ")
        source, _, target = (part.strip() for part in actors.partition("->"))
        yield from _step(places[source], places.get(target), y, escape(text))


def _step(start: int, end: int | None, y: int, text: str) -> Iterator[str]:
    if end is None:
        yield f'<circle cx="{start}" cy="{y}" r="4"/>'
        yield f'<text class="own" x="{start + 10}" y="{y + 4}">{text}</text>'
        return
    yield (
        f'<line class="message" x1="{start}" x2="{end}" y1="{y}" y2="{y}" '
        'marker-end="url(#arrow)"/>'
    )
    yield f'<text x="{(start + end) / 2}" y="{y - 6}">{text}</text>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive with Sphinx."""
    app.add_directive("sequence", Sequence)
    return {"parallel_read_safe": True}
