"""pyview's LiveView, which receives form fields and parameters as lists."""

from typing import Any, TypeVar

from django.http import QueryDict

from liveflash.pyview.params import Params
from liveflash.views import live_view
from liveflash.views.socket import LiveViewSocket

__all__ = ["LiveView", "LiveViewSocket"]

T = TypeVar("T")


class LiveView(live_view.LiveView[T]):
    """A LiveView with the payloads and parameters of pyview.

    ``params`` is a ``Params``. The payload of a form is a dict that maps the name of
    each field to the list of its values; blank fields are absent.
    """

    def shape_params(self, params: QueryDict) -> Params:
        """Return the query as lists, and the captures of the path as they are."""
        return Params({**dict(params.lists()), **self.kwargs})

    def shape_payload(self, payload: Any) -> Any:
        """Return the fields of a form as lists, any other payload unchanged."""
        if not isinstance(payload, QueryDict):
            return payload
        filled = (
            (name, list(filter(None, values))) for name, values in payload.lists()
        )
        return {name: values for name, values in filled if values}
