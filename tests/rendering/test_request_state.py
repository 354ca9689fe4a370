"""The request after a render: what tags have left on it is gone."""

from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth import get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpRequest

from liveflash.protocol.wire_tree import Rendered
from liveflash.rendering.container import Container
from liveflash.rendering.renderer import ContainerRenderer, PageTemplate, render_page
from tests.rendering.cases import PAGE, case, install_templates, request

EVERYTHING = "{% crumb 'a' %}{% asset 'a' %}{% collect 'a' %}"


class Page:
    """A page, the request that it renders, and its HTML."""

    def __init__(self, made: HttpRequest | None = None) -> None:
        self.request: Any = made or request()
        self._live = ContainerRenderer(PageTemplate(PAGE, self.request, Container()))
        self._shown: Rendered | None = None

    def render(self, **state: Any) -> str:
        tree = self._live.render(state)
        if self._shown is None:
            self._shown = Rendered(tree)
        else:
            self._shown.merge(tree)
        return self._shown.html


def attributes(made: Any) -> dict[str, Any]:
    """Return the attributes of a request, with what is in its containers."""
    names = {k: v for k, v in vars(made).items() if not k.startswith("_liveflash")}
    collector = made.collector
    return names | {
        "META": dict(made.META),
        "collected": list(made.collected),
        "collector": (collector, dict(collector.by_kind), collector.count),
    }


@pytest.mark.parametrize(
    "source",
    [
        EVERYTHING,
        f"{EVERYTHING}{{% live %}}{{% endlive %}}",
        f"{{% if 1 %}}{{% live %}}{EVERYTHING}{{% endlive %}}{{% endif %}}",
        "{% include part %}",
    ],
    ids=["live page", "before the region", "full render", "include"],
)
def test_a_render_leaves_the_request_as_it_was(source: str) -> None:
    with install_templates({PAGE: source, "part.html": EVERYTHING}):
        page = Page()
        before = attributes(page.request)
        page.render(part="part.html")
        assert attributes(page.request) == before


def test_a_render_that_fails_leaves_the_request_as_it_was() -> None:
    with install_templates({PAGE: EVERYTHING + "{% include 'none.html' %}"}):
        page = Page()
        before = attributes(page.request)
        with pytest.raises(Exception, match=r"none\.html"):
            page.render()
        assert attributes(page.request) == before


def test_tags_do_not_change_a_container_that_requests_share() -> None:
    shared = ["of all requests"]
    with install_templates({PAGE: "{% collect 'a' %}{% collection %}"}):
        page = Page()
        page.request.collected = shared
        page.render()
    assert (page.request.collected is shared, shared) == (True, ["of all requests"])


def test_tags_use_the_very_object_that_holds_more_than_plain_values() -> None:
    with install_templates({PAGE: "{% collect 'a' %}"}):
        page = Page()
        page.request.collector.owner = object()
        page.render()
    assert page.request.collector.count == 1


def test_a_file_on_the_request_is_left_alone() -> None:
    with install_templates({PAGE: "{% crumb 'a' %}{% crumbs %}"}):
        page = Page()
        page.request.upload = upload = BytesIO(b"abc")
        upload.close()
        assert (page.render(), page.request.upload is upload) == ("a", True)


def test_what_a_callback_sets_on_the_request_is_there_in_the_next_render() -> None:
    with install_templates({PAGE: "{% crumb 'a' %}{% crumbs %}{{ request.note }}"}):
        page = Page()
        page.render()
        page.request.note = "!"
        page.request.META["CRUMBS"] = ["0"]
        assert page.render() == "0 / a!"


def test_the_csrf_secret_of_the_first_render_stays() -> None:
    with install_templates({PAGE: "{% mark 1 %}{{ request|secret }}"}):
        page = Page()
        page.render()
        secret = page.request.META["CSRF_COOKIE"]
        page.render()
        assert page.request.META["CSRF_COOKIE"] == secret


def test_the_user_that_a_render_has_loaded_stays() -> None:
    with install_templates({PAGE: "{% mark 1 %}{{ load_user }}"}):
        page = Page()
        page.request.session = SessionStore()
        page.request.user = SimpleNamespace()
        page.render(load_user=lambda: _load_user(page.request))
    assert isinstance(page.request._cached_user, AnonymousUser)


def _load_user(made: Any) -> str:
    made._cached_user = get_user(made)
    return ""


def count_renders(made: Any) -> dict[str, Any]:
    """Count on the request, as a context processor of a project."""
    made.renders = getattr(made, "renders", 0) + 1
    return {"renders": made.renders}


def test_context_processors_find_the_request_as_it_was() -> None:
    processor = f"{__name__}.{count_renders.__name__}"
    with install_templates(
        {PAGE: "{{ renders }}"}, {"context_processors": [processor]}
    ):
        page = Page()
        assert [page.render(), page.render()] == ["1", "1"]


def test_the_http_response_shows_what_tags_have_collected_once() -> None:
    played = case("http", f"{EVERYTHING}{{% live %}}{{% crumbs %}}{{% endlive %}}", {})
    with install_templates(played.templates):
        container = Container("token")
        render_page(PageTemplate(PAGE, request(), container), {})
    assert container.content == "a"
