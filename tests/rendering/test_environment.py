"""The thread of a render, and the language and time zone that are active in it."""

from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connections
from django.utils import timezone, translation

from liveflash.concurrency import in_pool
from liveflash.protocol.wire_tree import Rendered
from liveflash.rendering.container import Container
from liveflash.rendering.renderer import ContainerRenderer, PageTemplate
from tests.rendering.cases import PAGE, install_templates, request

noted: ContextVar[Any] = ContextVar("noted")

HIDDEN = "{% if yes and groups %}some{% else %}none{% endif %}"


BEFORE = (
    "{% if yes and groups %}{% now 'Y' as year %}{% endif %}"
    "{% live %}{% if year %}some{% else %}none{% endif %}{% endlive %}"
)


class Incomparable:
    """Raises when it is compared."""

    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        raise ValueError(other)


def set_a_variable() -> None:
    noted.set(Incomparable())


def open_a_connection() -> None:
    assert connections["default"].vendor


def do_nothing() -> None:
    pass


async def arender(renderer: ContainerRenderer, *layers: Any) -> Any:
    """Render on the event loop, in the pool if the template needs the database."""
    tree = renderer.render_on_loop(*layers)
    return await in_pool(renderer.render, *layers) if tree is None else tree


@pytest.fixture
def renderer() -> ContainerRenderer:
    return ContainerRenderer(PageTemplate(PAGE, request(), Container()))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("callback", [do_nothing, set_a_variable, open_a_connection])
@pytest.mark.parametrize(
    ("source", "shown", "needs_thread"),
    [
        pytest.param("{{ yes }}", "True", False, id="no database"),
        pytest.param("{{ groups.count }}", "1", True, id="a query"),
        pytest.param(HIDDEN, "some", True, id="a query where errors are hidden"),
        pytest.param(BEFORE, "some", True, id="a query before the container"),
    ],
)
async def test_template_that_queries_the_database_renders_in_the_pool(
    renderer: ContainerRenderer,
    callback: Any,
    source: str,
    shown: str,
    needs_thread: bool,
) -> None:
    await Group.objects.acreate(name="Poets")
    html = Rendered({"s": [""]})
    with install_templates({PAGE: source}):
        for _ in range(3):
            callback()
            tree = await arender(renderer, {"yes": True, "groups": Group.objects.all()})
            html = Rendered(tree) if "s" in tree else html
    assert (html.html, renderer.needs_thread) == (shown, needs_thread)


@pytest.mark.django_db(transaction=True)
async def test_template_that_starts_to_query_moves_to_the_pool(
    renderer: ContainerRenderer,
) -> None:
    layers = {"yes": True, "groups": []}
    with install_templates({PAGE: HIDDEN}):
        html = Rendered(await arender(renderer, layers))
        await Group.objects.acreate(name="Poets")
        layers["groups"] = Group.objects.all()
        html = Rendered(await arender(renderer, layers))
    assert html.html == "some"


async def test_values_are_formatted_in_the_active_language(
    renderer: ContainerRenderer,
) -> None:
    with install_templates({PAGE: "{{ number }}"}):
        html = Rendered(await arender(renderer, {"number": 1.5}))
        with translation.override("de"):
            html.merge(await arender(renderer, {"number": 1.5}))
            in_german = html.html
        html.merge(await arender(renderer, {"number": 1.5}))
    assert (in_german, html.html) == ("1,5", "1.5")


async def test_times_are_shown_in_the_active_time_zone(
    renderer: ContainerRenderer,
) -> None:
    shown = []
    at = datetime(2026, 3, 1, 12, tzinfo=UTC)
    with install_templates({PAGE: "{{ at|time:'H:i' }}{{ at }}"}):
        for zone in ("UTC", "Asia/Tokyo"):
            with timezone.override(zone):
                shown.append(Rendered(await arender(renderer, {"at": at})).html[:5])
    assert shown == ["12:00", "21:00"]
