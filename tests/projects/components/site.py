"""Pages of components, which show a number of clicks."""

from typing import Any

from django.urls import include, path
from django_components import Component, register

from liveflash import LiveView


@register("layout")
class Layout(Component):
    """The whole page, with the live region in a slot."""

    template_file = "components/layout.html"


@register("card")
class Card(Component):
    """A component with a slot, a style, a script, and a name of a context processor."""

    template_file = "components/card.html"
    css = ".card { color: red }"
    js = "console.log('card')"

    def get_template_data(
        self, args: Any, kwargs: Any, slots: Any, context: Any
    ) -> dict[str, Any]:
        visitor = self.context_processors_data["user"]
        return {"title": kwargs["title"], "visitor": visitor}


@register("badge")
class Badge(Component):
    """A component that reads what was provided around it."""

    template_file = "components/badge.html"

    def get_template_data(
        self, args: Any, kwargs: Any, slots: Any, context: Any
    ) -> dict[str, Any]:
        return {"number": self.inject("clicks").number, "count": kwargs["count"]}


class Page(LiveView[Any]):
    template_name = "components/page.html"

    def handle_params(self, url: Any, params: Any, socket: Any) -> None:
        count = int(params.get("count", 0))
        socket.context = {"count": count, "rows": list(range(count))}

    def handle_event(self, event: str, payload: Any, socket: Any) -> None:
        if event == "put":
            socket.put_flash("info", "Put")
        if event == "click":
            socket.context["count"] += 1
            socket.context["rows"].append(len(socket.context["rows"]))


urlpatterns = [
    path("", include("django_components.urls")),
    path("page/", Page.as_view()),
    path("inside/", Page.as_view(template_name="components/inside.html")),
]
