"""The measured steps of each engine, and a check that all engines agree."""

import asyncio
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.template import engines as template_engines
from django.template.base import Template

from benchmarks.pages import SETTINGS, Page
from benchmarks.render.engines import (
    DjangoEngine,
    Engine,
    JinjaEngine,
    LiveEngine,
    PyviewEngine,
)
from benchmarks.render.settings import TEMPLATE_DIR
from benchmarks.render.timing import Step
from liveflash.rendering import compiled, container
from liveflash.rendering.context import LiveContext

MESSAGE = "Your settings are saved and hold on all of your devices now."


def check(page: Page) -> None:
    """Raise AssertionError if the engines render different pages."""
    engines: list[Engine] = [
        DjangoEngine(page),
        JinjaEngine(page),
        PyviewEngine(page),
        LiveEngine(page),
    ]
    changes: list[Callable[[Engine], Any]] = [
        lambda _engine: None,
        lambda engine: engine.put(MESSAGE),
        lambda engine: change_cell(engine, "Changed <b>"),
        lambda engine: engine.clear(),
        lambda engine: insert(engine, page, 5000),
        remove,
    ]
    for change in changes:
        shown = [_html_after(change, engine) for engine in engines]
        if len(set(shown)) != 1:
            raise AssertionError(f"{page.title}: the engines differ.", shown)


def _html_after(change: Callable[[Engine], Any], engine: Engine) -> str:
    change(engine)
    result = engine.render()
    if isinstance(engine, LiveEngine):
        engine.merge(result)
    return engine.html()


def change_cell(engine: Engine, text: str) -> None:
    """Change one value in the middle of the page."""
    row = engine.context.rows[len(engine.context.rows) // 2]
    if isinstance(row, dict):
        row["name"] = text
    else:
        row.name = text


def insert(engine: Engine, page: Page, number: int) -> None:
    """Insert a row at the top."""
    engine.context.rows.insert(0, page.row(number))


def remove(engine: Engine) -> None:
    """Remove the row at the top."""
    del engine.context.rows[0]


def render_steps(page: Page) -> list[Step]:
    """Return every engine with one page."""
    django_, jinja = DjangoEngine(page), JinjaEngine(page)
    return [
        Step("Django: Template.render", django_.render),
        Step("Jinja2: render", jinja.render),
        Step("pyview: first render", PyviewEngine(page).join),
        *event_steps("pyview", page, PyviewEngine),
        Step("liveflash: first render", LiveEngine(page).join),
        *event_steps("liveflash", page, LiveEngine),
        only_flash_step("liveflash: lv:clear-flash", page),
    ]


def event_steps(
    name: str, page: Page, make: type[PyviewEngine] | type[LiveEngine]
) -> Iterable[Step]:
    """Return the changes that can happen to a page, each on its own page."""
    same, flash, cell, rows, reloaded = (make(page) for _ in range(5))
    yield Step(f"{name}: nothing changed", same.render)
    yield Step(f"{name}: flash put, cleared in turn", flash.render, toggle(flash))
    yield Step(f"{name}: one cell changed", cell.render, other_cell(cell))
    yield Step(f"{name}: row inserted at the top", rows.render, other_row(rows, page))
    yield Step(
        f"{name}: same rows loaded anew", reloaded.render, reload_rows(reloaded, page)
    )


def only_flash_step(name: str, page: Page) -> Step:
    """Clear flash by the client, which changes nothing else."""
    engine = LiveEngine(page)

    def prepare() -> None:
        engine.put(MESSAGE)
        engine.render(only_flash=True)
        engine.clear()

    return Step(name, partial(engine.render, only_flash=True), prepare)


def toggle(engine: Engine) -> Callable[[], None]:
    """Put and clear a message in turns."""
    is_shown = False

    def prepare() -> None:
        nonlocal is_shown
        is_shown = not is_shown
        if is_shown:
            engine.put(MESSAGE)
        else:
            engine.clear()

    return prepare


def other_cell(engine: Engine) -> Callable[[], None]:
    """Change a cell to a new value each time."""
    count = 0

    def prepare() -> None:
        nonlocal count
        count += 1
        change_cell(engine, f"Changed {count}")

    return prepare


def other_row(engine: Engine, page: Page) -> Callable[[], None]:
    """Replace the row at the top."""
    count = 10_000

    def prepare() -> None:
        nonlocal count
        count += 1
        if len(engine.context.rows) > page.length:
            remove(engine)
            engine.render()
        insert(engine, page, count)

    return prepare


def reload_rows(engine: Engine, page: Page) -> Callable[[], None]:
    """Replace the rows with equal ones, as a handler with a database query does."""

    def prepare() -> None:
        engine.context.rows = page.context().rows

    return prepare


def scaling_steps() -> list[Step]:
    """``lv:clear-flash`` on the settings page with few and with many rows."""
    pages = [Page("", SETTINGS.template, SETTINGS.row, rows) for rows in (20, 2000)]
    return [only_flash_step(f"{page.length} rows", page) for page in pages]


def compile_steps() -> list[Step]:
    """Compile the templates with Django, and to a live tree."""
    engine = template_engines["django"].engine  # type: ignore[attr-defined]
    names = sorted(path.name for path in TEMPLATE_DIR.glob("*.html"))
    sources = [(name, (TEMPLATE_DIR / name).read_text()) for name in names]
    templates = [Template(source, engine=engine, name=name) for name, source in sources]
    live = LiveEngine(SETTINGS)
    contexts = [LiveContext(live.socket.request, t, ()) for t in templates]

    def by_django() -> None:
        for name, source in sources:
            Template(source, engine=engine, name=name)

    def to_tree() -> None:
        for template, context in zip(templates, contexts, strict=True):
            container.compiled_container(template, context)

    def forget() -> None:
        for cache in (container._compiled, compiled._compiled):  # noqa: SLF001
            for template in templates:
                cache.pop(template, None)

    return [Step("Django", by_django), Step("liveflash", to_tree, forget)]


def waiting_steps() -> list[Step]:
    """Measure the overhead of a render on the event loop."""
    plain, on_loop = LiveEngine(SETTINGS), LiveEngine(SETTINGS)
    loop = asyncio.new_event_loop()
    count = 50

    async def render() -> None:
        for _ in range(count):
            plain.render()

    async def render_on_loop() -> None:
        for _ in range(count):
            on_loop.render_on_loop()

    return [
        Step("render", lambda: loop.run_until_complete(render()), count=count),
        Step(
            "render_on_loop",
            lambda: loop.run_until_complete(render_on_loop()),
            count=count,
        ),
    ]
