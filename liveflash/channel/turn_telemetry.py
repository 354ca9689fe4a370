"""Record the turns and the number of pages while telemetry is on."""

from collections.abc import Awaitable, Iterable

from liveflash.channel import telemetry_names
from liveflash.channel.join import JoinedPage
from liveflash.channel.mailbox import Item
from liveflash.channel.turns import TurnHandler
from liveflash.telemetry import UNRECORDED, Telemetry


async def record(
    turns: TurnHandler, item: Item, answer: Awaitable[list[str]]
) -> list[str]:
    """Await the answer to an item, and record its turn."""
    recorder, turn = Telemetry.recorder, telemetry_names.turn_of(item)
    if recorder is None or turn is None:
        return await answer
    turns.turn = turn
    recorder.begin_turn(turn)
    try:
        texts = await answer
        turn.sent, turn.outcome = _size_of(texts), turn.outcome or "ok"
    finally:
        turns.turn = UNRECORDED
        turn.outcome = turn.outcome or "stopped"
        if turns.joined is not None:
            turn.view = turns.joined.view.name
            if turn.kind == "join":
                count_pages(turns.joined, 1)
        recorder.end_turn(turn)
    return texts


def count_pages(page: JoinedPage, number: int) -> None:
    """Record that a page was opened, or closed if the number is -1."""
    if Telemetry.recorder is not None:
        Telemetry.recorder.add_pages(page.view.name, number)


def _size_of(texts: Iterable[str]) -> int:
    """Return the size of frames, in bytes."""
    return sum(len(t) if t.isascii() else len(t.encode()) for t in texts)
