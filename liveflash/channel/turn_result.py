"""The result of a turn: the response for the client, and effects."""

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from liveflash.protocol import diff
from liveflash.views.effects import NO_EFFECTS, Effects

Response = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TurnResult:
    """The response of a turn, and the effects that the channel carries out."""

    response: Response
    effects: Effects = NO_EFFECTS


Turn = Coroutine[Any, Any, TurnResult]


async def of_reply(reply: Mapping[str, Any]) -> TurnResult:
    """Return the result of a turn that renders nothing."""
    return TurnResult({"diff": diff.annotations(reply=reply)})
