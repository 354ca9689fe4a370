"""pyview's names, for views that are written for pyview.

Names of pyview that have no equivalent raise ImportError with the way out.
"""

from typing import Any

from liveflash.pyview.events import (
    AutoEventDispatch,
    BaseEventHandler,
    InfoEvent,
    event,
    info,
)
from liveflash.pyview.js import JsCommands, js
from liveflash.pyview.live_view import LiveView
from liveflash.views.binding import Depends, Session
from liveflash.views.socket import LiveViewSocket, is_connected

ConnectedLiveViewSocket = LiveViewSocket
UnconnectedSocket = LiveViewSocket

__all__ = [
    "AutoEventDispatch",
    "BaseEventHandler",
    "ConnectedLiveViewSocket",
    "Depends",
    "InfoEvent",
    "JsCommands",
    "LiveView",
    "LiveViewSocket",
    "Session",
    "UnconnectedSocket",
    "event",
    "info",
    "is_connected",
    "js",
]

_COMPONENTS = "write the component as a template and include it"
_DJANGO_URLS = "route to the view in a URLconf: path('counter/', CounterView.as_view())"
_ROOT_TEMPLATE = "write the page around views as a template and extend it"
_WAYS_OUT = {
    "ComponentMeta": _COMPONENTS,
    "ComponentSocket": _COMPONENTS,
    "ComponentsManager": _COMPONENTS,
    "LiveComponent": _COMPONENTS,
    "JsCommand": "chain the methods of js: js.hide('#form').push('save')",
    "PyView": _DJANGO_URLS,
    "RootTemplate": _ROOT_TEMPLATE,
    "RootTemplateContext": _ROOT_TEMPLATE,
    "defaultRootTemplate": _ROOT_TEMPLATE,
    "playground": _DJANGO_URLS,
    "Stream": "keep the items in socket.context and render them in a {% for %}",
    "auth": "guard the view with Django's mixins and decorators, as any other view",
    "changesets": "validate the payload with a Django form",
    "components": _COMPONENTS,
    "stream": "keep the items in socket.context and render them in a {% for %}",
    "template": "write the template as a Django template",
    "uploads": "upload files with an ordinary form and a Django view",
}


def __getattr__(name: str) -> Any:
    """Raise ImportError for names of pyview that have no equivalent."""
    if name not in _WAYS_OUT:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    msg = f"pyview's {name!r} is not available in liveflash: {_WAYS_OUT[name]}."
    raise ImportError(msg)
