"""Live views for Django, and flash messages that nothing loses.

The public names; everything else of the package may change.
"""

from liveflash.handlers import event
from liveflash.js import JS
from liveflash.socket import LiveViewSocket
from liveflash.travel import clear_flash, put_flash
from liveflash.views import LiveView

__all__ = ["JS", "LiveView", "LiveViewSocket", "clear_flash", "event", "put_flash"]
