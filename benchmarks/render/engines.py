"""The engines, each with its own page that is rendered repeatedly."""

from types import SimpleNamespace
from typing import Any, Protocol

import jinja2
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpRequest
from django.template.backends.django import Template
from django.template.loader import get_template
from django.test import RequestFactory
from pyview.meta import PyViewMeta
from pyview.template.live_template import template_file
from pyview.template.render_diff import calc_diff
from pyview.vendor import ibis

from benchmarks.pages import Context, Page
from benchmarks.render.settings import TEMPLATE_DIR
from liveflash.flash.flash import Flash
from liveflash.protocol.wire_tree import Rendered
from liveflash.rendering.container import Container
from liveflash.rendering.renderer import ContainerRenderer, PageTemplate, variables
from liveflash.views.socket import LiveViewSocket, bind

Tree = dict[str, Any]


class Engine(Protocol):
    """One engine with one page."""

    context: Context

    def put(self, text: str) -> None:
        """Put a message for the next renders."""

    def clear(self) -> None:
        """Clear the message for the next renders."""

    def render(self) -> Any:
        """Render the page, or its changes."""

    def html(self) -> str:
        """Return the page after the last render."""


class DjangoEngine:
    """Django's templates, with the usual context processors."""

    def __init__(self, page: Page) -> None:
        self.context = page.context()
        self._flash: dict[str, str] = {}
        self._request = request()
        template = get_template(page.template)
        if not isinstance(template, Template):
            raise TypeError(template)
        self._template = template

    def put(self, text: str) -> None:
        self._flash["info"] = text

    def clear(self) -> None:
        self._flash.clear()

    def render(self) -> str:
        values = {**vars(self.context), "flash": self._flash}
        return self._template.render(values, self._request)

    def html(self) -> str:
        return self.render()


class JinjaEngine:
    """Jinja2 with autoescaping, as in Django."""

    def __init__(self, page: Page) -> None:
        self.context = page.context()
        self._flash: dict[str, str] = {}
        environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(TEMPLATE_DIR),
            autoescape=True,
            auto_reload=False,
            keep_trailing_newline=True,
        )
        self._template = environment.get_template(page.template)

    def put(self, text: str) -> None:
        self._flash["info"] = text

    def clear(self) -> None:
        self._flash.clear()

    def render(self) -> str:
        return self._template.render(vars(self.context), flash=self._flash)

    def html(self) -> str:
        return self.render()


class PyviewEngine:
    """pyview's work per event: a whole tree, compared with the previous one."""

    def __init__(self, page: Page) -> None:
        directory = TEMPLATE_DIR
        ibis.loader = ibis.loaders.FileLoader(str(directory))
        template = template_file(str(directory / page.template))
        if template is None:
            raise FileNotFoundError(page.template)
        self.context = page.context()
        self._template = template
        self._socket = SimpleNamespace(flash={})
        self._tree: Tree = {}
        self.join()

    def put(self, text: str) -> None:
        self._socket.flash["info"] = text

    def clear(self) -> None:
        self._socket.flash.clear()

    def join(self) -> Tree:
        self._tree = self._render_tree()
        return self._tree

    def render(self) -> Tree:
        former, self._tree = self._tree, self._render_tree()
        return calc_diff(former, self._tree)

    def html(self) -> str:
        return pyview_html(self._tree)

    def _render_tree(self) -> Tree:
        meta = PyViewMeta(socket=self._socket)  # type: ignore[arg-type]
        return self._template.tree(self.context, meta)  # type: ignore[arg-type]


class LiveEngine:
    """liveflash on a joined channel; its diffs are merged on demand."""

    def __init__(self, page: Page) -> None:
        self.context = page.context()
        self.socket: LiveViewSocket[Context] = LiveViewSocket(
            request(), connected=True, flash=Flash()
        )
        bind(self.socket.request, self.socket)
        self._template_name = page.template
        self.renderer = self.new_renderer()
        self._client = Rendered(self.render())

    def put(self, text: str) -> None:
        self.socket.put_flash("info", text)

    def clear(self) -> None:
        self.socket.clear_flash("info")

    def new_renderer(self) -> ContainerRenderer:
        page = PageTemplate(self._template_name, self.socket.request, Container())
        return ContainerRenderer(page)

    def join(self) -> Tree:
        return self.new_renderer().render(*self.layers())

    def render(self, *, only_flash: bool = False) -> Tree:
        """Render as a turn does: a page that reads flash is rendered as a whole."""
        flash = self.socket.flash
        only_flash = only_flash and not flash.was_read
        return self.renderer.render(*self.layers(), only_flash=only_flash)

    def render_on_loop(self) -> Tree | None:
        return self.renderer.render_on_loop(*self.layers())

    def layers(self) -> list[Any]:
        """Return the template context of a LiveView's response."""
        own = {
            "view": None,
            "live_title": self.socket.live_title,
            "csrf_token": self.socket.csrf_token,
            "flash": self.socket.flash,
        }
        return [own, {}, variables(self.context)]

    def html(self) -> str:
        return self._client.html

    def merge(self, changes: Tree) -> None:
        """Merge a diff into the result of ``html``."""
        self._client.merge(changes)


def request() -> HttpRequest:
    """Return a request as the middleware of an ordinary site leaves it."""
    made = RequestFactory().get("/settings/")
    made.session = SessionStore()
    made.user = AnonymousUser()
    made._messages = FallbackStorage(made)  # type: ignore[attr-defined]  # noqa: SLF001
    return made


def pyview_html(tree: Any) -> str:
    """Return the HTML of a pyview tree, joined as its client does."""
    if not isinstance(tree, dict):
        return str(tree)
    statics = tree["s"]
    if "d" in tree:
        return "".join(_zipped(statics, dynamics) for dynamics in tree["d"])
    dynamics = [tree[str(index)] for index in range(len(tree) - 1)]
    return _zipped(statics, dynamics)


def _zipped(statics: list[str], dynamics: list[Any]) -> str:
    parts = [statics[0]]
    for dynamic, static in zip(dynamics, statics[1:], strict=False):
        parts += [pyview_html(dynamic), static]
    return "".join(parts)
