"""Live views for Django, and flash messages that nothing loses.

The public names; everything else of the package may change.
"""

from liveflash.deliveries import InfoEvent
from liveflash.handlers import event
from liveflash.js import JS
from liveflash.push import abroadcast, apush_flash, broadcast, push_flash
from liveflash.socket import LiveViewSocket
from liveflash.travel import clear_flash, put_flash
from liveflash.views import LiveView

__all__ = [
    "JS",
    "InfoEvent",
    "LiveView",
    "LiveViewSocket",
    "abroadcast",
    "apush_flash",
    "broadcast",
    "clear_flash",
    "event",
    "push_flash",
    "put_flash",
]
