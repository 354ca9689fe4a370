"""Work that goes on after its page, its connection or its server has ended."""

import asyncio
from typing import Any

from django.test import RequestFactory

from liveflash import LiveViewSocket
from liveflash.channel.mailbox import Item
from liveflash.channel.view_changes import ViewChanges


class GoneChannel:
    """The channel of a page whose server has stopped."""

    topic = "lv:page"
    join_ref: str | None = None

    def wake(self) -> None:
        raise AssertionError

    def post_own(self, item: Item) -> None:
        raise AssertionError(item)


def test_a_thread_that_outlasts_the_server_goes_on() -> None:
    async def join() -> ViewChanges:
        return ViewChanges(GoneChannel())

    changes = asyncio.run(join())
    changes.take()
    changes.end_turn()
    socket = LiveViewSocket[Any](RequestFactory().get("/"), connected=True)
    socket.watch(changes.note, changes.note_message)
    with socket.progress("import", "…") as step:
        assert step.update(fraction=0.5)
    assert str(socket.flash["import"]) == "Done."
