"""The frames in which the client reports components that left its page."""

from typing import Any

from liveflash.channel.joined_view import JoinedView
from liveflash.exceptions import Refused
from liveflash.protocol import frames, payloads
from liveflash.protocol.frames import Envelope


def answer(view: JoinedView, envelope: Envelope) -> dict[str, Any]:
    """Return the response, as Phoenix gives it; raise Refused for other frames."""
    match envelope.event:
        case "cids_will_destroy":
            return {}
        case "cids_destroyed":
            payload = frames.open_envelope(envelope).payload
            ids = payloads.read_component_ids(payload)
            return {"cids": view.gone_components(ids)}
        case _:
            raise Refused("unknown event")
