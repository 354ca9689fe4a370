"""The result of a turn: the response for the client, and effects."""

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from liveflash.protocol import wire_tree
from liveflash.views.effects import NO_EFFECTS, Effects, Navigation

Response = dict[str, Any]


@dataclass(frozen=True, slots=True)
class TurnResult:
    """The response of a turn, and the effects that the channel carries out."""

    response: Response
    effects: Effects = NO_EFFECTS


Turn = Coroutine[Any, Any, TurnResult]


async def of_reply(reply: Mapping[str, Any]) -> TurnResult:
    """Return the result of a turn that renders nothing."""
    return TurnResult({"diff": wire_tree.annotations(reply=reply)})


def patched(patch: Navigation | None) -> Response:
    """Return the part of a response that follows a patch, if there was one."""
    return {} if patch is None else {"live_patch": {"kind": "push", "to": patch.to}}


def navigated(target: Navigation, token: str | None) -> Response:
    """Return the response that sends the client to another page.

    ``token`` transfers messages to that page, if there are any.
    """
    payload = {"to": target.to} | ({} if token is None else {"flash": token})
    if target.kind != "navigate":
        return {"redirect": payload}
    kind = "replace" if target.replace else "push"
    return {"live_redirect": payload | {"kind": kind}}


def is_redirect(response: Response) -> bool:
    """Return whether the client is sent to another page, which ends the topic.

    A guard may have sent it there, so no waiting item may reach the view.
    """
    return "redirect" in response or "live_redirect" in response
