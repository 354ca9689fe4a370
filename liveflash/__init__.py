"""Flash messages for every page of a Django project, and live views.

The public names; everything else of the package may change.
"""

from liveflash.flash.flash_message import FlashMessage
from liveflash.protocol.js import JS
from liveflash.push.api import abroadcast, apush_flash, broadcast, push_flash
from liveflash.push.envelopes import InfoEvent
from liveflash.storage.request_flash import add_flash, clear_flash, put_flash
from liveflash.views.binding import Depends
from liveflash.views.events import event
from liveflash.views.jobs import AsyncResult
from liveflash.views.live_view import LiveView
from liveflash.views.socket import LiveViewSocket, is_connected

__all__ = [
    "JS",
    "AsyncResult",
    "Depends",
    "FlashMessage",
    "InfoEvent",
    "LiveView",
    "LiveViewSocket",
    "abroadcast",
    "add_flash",
    "apush_flash",
    "broadcast",
    "clear_flash",
    "event",
    "is_connected",
    "push_flash",
    "put_flash",
]
