"""The template context of a live page."""

from django.http import HttpRequest
from django.template import Engine, RequestContext

from liveflash.rendering.context import PageContext


def test_a_page_context_has_the_attributes_of_djangos_request_context() -> None:
    request = HttpRequest()
    expected = vars(RequestContext(request))
    context = PageContext(request, Engine(), ())
    del expected["dicts"]
    assert {name: getattr(context, name) for name in expected} == expected


def test_the_variables_of_a_page_are_above_those_of_context_processors() -> None:
    context = PageContext(HttpRequest(), Engine(), ({"name": "view"},))
    context.dicts[1] = {"name": "processor"}
    assert context["name"] == "view"


def test_a_tag_writes_to_none_of_the_layers_of_a_view() -> None:
    layer = {"name": "view"}
    context = PageContext(HttpRequest(), Engine(), (layer,))
    context.set_upward("name", "tag")
    assert (context["name"], layer["name"]) == ("tag", "view")
