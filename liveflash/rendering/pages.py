"""From a template and a context to the rendered live region.

The template is an ordinary Django template, rendered by Django. What stands inside
``{% live %}`` is the region; where nothing does, the whole output is.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured, SynchronousOnlyOperation
from django.db import connections
from django.http import HttpRequest
from django.template import RequestContext, TemplateSyntaxError
from django.template.backends.django import Template
from django.template.loader import get_template

from liveflash.rendered import Rendered, opaque
from liveflash.threads import in_pool

_REGION = "_liveflash_region"


class Region:
    """The live part of one page: its container, and what stood in it last."""

    def __init__(self, page_id: str, token: str = "") -> None:
        self.page_id = page_id
        self.token = token
        self.content: str | None = None

    def capture(self, content: str) -> None:
        """Take what the template's ``{% live %}`` holds."""
        if self.content is not None:
            msg = (
                "{% live %} stands twice on this page: keep one, in its base template."
            )
            raise TemplateSyntaxError(msg)
        self.content = content


@dataclass(slots=True)
class Page:
    """What a render needs: the template's name, the request and the variables."""

    template_name: str
    request: HttpRequest
    region: Region
    needs_thread: bool = False


def region_of(request: HttpRequest | None) -> Region | None:
    """The region of the live page that ``request`` renders; None on a plain page."""
    return getattr(request, _REGION, None)


def render_page(page: Page, *layers: Mapping[str, Any]) -> str:
    """Render the whole template; ``page.region`` then holds the live part."""
    setattr(page.request, _REGION, page.region)
    page.region.content = None
    template = django_template(page.template_name)
    context = RequestContext(
        page.request, autoescape=template.backend.engine.autoescape
    )
    context.dicts.extend(layers)  # type: ignore[arg-type]
    return str(template.template.render(context))


def render_region(page: Page, *layers: Mapping[str, Any]) -> Rendered:
    """Render what the client patches."""
    html = render_page(page, *layers)
    content = page.region.content
    return opaque(html if content is None else content)


async def arender_region(
    page: Page, *layers: Mapping[str, Any], in_thread: bool = False
) -> Rendered:
    """Render on the loop, or in the pool where the template has to touch the database.

    Which is so ``in_thread``, and ever after a render on the loop has tried to: Django
    forbids it there, and where ``{% if %}`` hides that, the branch taken is wrong.
    """
    if not in_thread and not page.needs_thread:
        try:
            with _fresh_connections() as touched:
                rendered = render_region(page, *layers)
            if not touched():
                return rendered
        except SynchronousOnlyOperation:
            pass
        page.needs_thread = True
    return await in_pool(render_region, page, *layers)


def django_template(name: str) -> Template:
    """The template ``name`` of a DjangoTemplates backend."""
    template = get_template(name)
    if isinstance(template, Template):
        return template
    msg = f"{name!r} is a template of another engine: a LiveView needs DjangoTemplates."
    raise ImproperlyConfigured(msg)


class Variables(Mapping[str, Any]):
    """The public attributes of an object as template variables, looked up when used."""

    __slots__ = ("_source",)

    def __init__(self, source: object) -> None:
        self._source = source

    def __getitem__(self, name: str) -> Any:
        if name.startswith("_"):
            raise KeyError(name)
        try:
            return getattr(self._source, name)
        except AttributeError:
            raise KeyError(name) from None

    def __iter__(self) -> Iterator[str]:
        return (name for name in dir(self._source) if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def variables(context: object) -> Mapping[str, Any]:
    """What a template sees of ``socket.context``."""
    return context if isinstance(context, Mapping) else Variables(context)


@contextmanager
def _fresh_connections() -> Iterator[Any]:
    """Give this thread no database connections, and tell whether one was asked for.

    A connection object is made when it is asked for; one that is asked for on the loop
    connects to nothing, since Django refuses.
    """
    saved = {conn.alias: conn for conn in connections.all(initialized_only=True)}
    for alias in saved:
        del connections[alias]
    asked_for: list[str] = []
    try:
        yield lambda: bool(asked_for)
    finally:
        asked_for += [c.alias for c in connections.all(initialized_only=True)]
        for alias in asked_for:
            del connections[alias]
        for alias, connection in saved.items():
            connections[alias] = connection
