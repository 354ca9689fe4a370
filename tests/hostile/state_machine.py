"""A state machine that violates the protocol, and invariants of the server."""

import asyncio
import json
import logging
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from tests.hostile import strategies
from tests.hostile.connection import Connection, Frame
from tests.hostile.pages import Pages
from tests.hostile.site import SECRET
from tests.protocol_client.frames import event_payload

WITNESS = "lv:witness"

REASONS = {
    "foreign url",
    "invalid token",
    "join crashed",
    "joined under another topic",
    "malformed components",
    "malformed ended messages",
    "malformed event",
    "malformed join",
    "malformed patch",
    "malformed times",
    "no such component",
    "not joined",
    "redirect to itself",
    "refused",
    "session ended",
    "too big",
    "malformed payload",
    "too many topics",
    "unauthorized",
    "unknown event",
    "unmatched topic",
}
# What stands in the traceback of what a view itself has raised.
OF_VIEWS = ("hostile/site.py", "tests/live.py", "told to")
CODES = {None, 4400, 4413, 4429}
SENT_BY_SERVER = {"phx_reply", "phx_error", "diff", "live_patch", "live_redirect"}

drawn_pages = st.sampled_from(["own", "other", "foreign", "expired", "cut", "forged"])


def is_gone(answer: Frame) -> bool:
    """Return True if the topic has crashed or was not joined."""
    unmatched: Any = {"status": "error", "response": {"reason": "unmatched topic"}}
    return answer[3] == "phx_error" or bool(answer[4] == unmatched)


class ErrorRecorder(logging.Handler):
    """Records errors that the server logs, except those that its views raise."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        trace = self.format(record)
        if not any(place in trace for place in OF_VIEWS):
            self.errors.append(trace)
        # pytest keeps records, and with a traceback all that its frames refer to.
        record.exc_info = None


class HostileClient(RuleBasedStateMachine):
    """One visitor with a socket, and a well-behaved page of theirs beside it."""

    runner: ClassVar[asyncio.Runner]
    pages: ClassVar[Pages]
    recorder: ClassVar[ErrorRecorder]
    bystander: ClassVar[Connection]
    sent: ClassVar[int] = 0
    closed: ClassVar[int] = 0

    @initialize()
    def connect(self) -> None:
        self.refs: dict[str, str] = {}
        self.joins: dict[str, Any] = {}
        self.count = 0
        self.has_witness = True
        self.run(self._connect())
        self.run(self.join_witness(self.connection, self.pages))

    @staticmethod
    async def join_witness(connection: Connection, pages: Pages) -> None:
        """Have a page on a socket that does nothing wrong."""
        join = pages.join("witness", "/trusting/")
        answer = await connection.answer(["w", "w0", WITNESS, "phx_join", join])
        assert answer is not None
        assert answer[4]["status"] == "ok"

    async def _connect(self) -> None:
        self.seen = 0
        self.connection = Connection(self.pages.cookies)
        await self.connection.open()

    def run(self, work: Any) -> Any:
        return self.runner.run(work)

    # --- what is no frame -----------------------------------------------------------

    @rule(text=strategies.garbage)
    def send_garbage(self, text: str) -> None:
        self.run(self._send({"text": text}))

    @rule(data=st.binary(max_size=20))
    def send_binary(self, data: bytes) -> None:
        self.run(self._send({"bytes": data}))

    @rule(frame=strategies.frames)
    def send_parts(self, frame: Any) -> None:
        self.run(self._send({"text": json.dumps(frame)}))

    # --- frames that are none of this time, or of anybody -----------------------------

    @rule(
        join_ref=strategies.refs,
        ref=strategies.refs,
        topic=strategies.topics,
        event=strategies.events,
        payload=strategies.payloads | strategies.patches,
    )
    def send_frame(
        self, join_ref: Any, ref: Any, topic: str, event: str, payload: Any
    ) -> None:
        self.run(self._ask([join_ref, ref, topic, event, payload]))

    @rule(ref=strategies.refs, event=strategies.events, payload=strategies.payloads)
    def send_to_the_witness(self, ref: Any, event: str, payload: Any) -> None:
        if event != "phx_join":
            self.run(self._ask(["stale", ref, WITNESS, event, payload]))

    # --- joins ----------------------------------------------------------------------

    @rule(
        topic=st.sampled_from(strategies.TOPICS) | strategies.texts,
        page=st.just("own"),
        url=st.sampled_from(
            ["/trusting/", "/plain-trusting/", "/trusting/7/", "/stage/"]
        ),
        navigated=st.booleans(),
    )
    def join(self, topic: str, page: str, url: str, navigated: bool) -> None:
        self.run(self._join(topic, self.pages.join(page, url, navigated=navigated)))

    @rule(
        topic=st.sampled_from(strategies.TOPICS) | strategies.texts,
        page=drawn_pages,
        url=strategies.urls,
        flash=st.none() | strategies.values,
        params=strategies.join_params | strategies.values,
        changes=st.dictionaries(
            st.sampled_from(["url", "redirect", "session", "static", "flash"]),
            strategies.values,
            max_size=2,
        ),
    )
    def join_wrongly(
        self, topic: str, page: str, url: Any, flash: Any, params: Any, changes: Any
    ) -> None:
        payload = self.pages.join(page, url, flash=flash, params=params)
        self.run(self._join(topic, payload | changes))

    @rule(number=st.integers(1, 12))
    def join_many_topics(self, number: int) -> None:
        for index in range(number):
            join = self.pages.join("own", "/trusting/")
            self.run(self._join(f"lv:many-{index}", join))

    # --- on what is joined ------------------------------------------------------------

    @precondition(lambda self: self.refs)
    @rule(data=st.data(), payload=strategies.happenings())
    def send_event(self, data: st.DataObject, payload: Any) -> None:
        self._send_joined(data, "event", payload)

    @precondition(lambda self: self.refs)
    @rule(data=st.data(), payload=strategies.patches)
    def send_patch(self, data: st.DataObject, payload: Any) -> None:
        self._send_joined(data, "live_patch", payload)

    @precondition(lambda self: self.refs)
    @rule(data=st.data(), event=strategies.events, payload=strategies.payloads)
    def send_anything(self, data: st.DataObject, event: str, payload: Any) -> None:
        self._send_joined(data, event, payload)

    @precondition(lambda self: self.refs)
    @rule(data=st.data())
    def leave_twice(self, data: st.DataObject) -> None:
        topic = data.draw(st.sampled_from(sorted(self.refs)))
        join_ref = self.refs[topic]
        for _ in range(2):
            self.run(self._ask([join_ref, self._ref(), topic, "phx_leave", {}]))

    @precondition(lambda self: self.refs)
    @rule(data=st.data(), size=st.integers(19_000, 21_000), depth=st.integers(1, 60))
    def send_much(self, data: st.DataObject, size: int, depth: int) -> None:
        value: Any = "x" * size
        for _ in range(depth):
            value = [value]
        payload = event_payload("name", value)
        self._send_joined(data, "event", payload)

    @precondition(lambda self: self.refs)
    @rule(data=st.data(), payloads=st.lists(strategies.happenings(), max_size=8))
    def send_at_once(self, data: st.DataObject, payloads: list[Any]) -> None:
        topic = data.draw(st.sampled_from(sorted(self.refs)))
        self.run(self._send_at_once(topic, payloads))

    @rule()
    def reconnect(self) -> None:
        self.run(self._reconnect())

    # --- what must hold ---------------------------------------------------------------

    @invariant()
    def nothing_is_told_that_is_not_for_clients(self) -> None:
        frames = self.connection.frames
        new, self.seen = frames[self.seen :], len(frames)
        for join_ref, _ref, topic, event, payload in new:
            assert event in SENT_BY_SERVER
            assert isinstance(topic, str)
            assert join_ref is None or isinstance(join_ref, str)
            reason = payload.get("response", {}).get("reason")
            assert reason is None or reason in REASONS
            told = json.dumps(payload)
            assert SECRET not in told
            assert "Traceback" not in told

    @invariant()
    def the_pages_beside_are_as_they_were(self) -> None:
        assert self.connection.code in CODES
        if self.connection.code is not None:
            type(self).closed += 1
            self.run(self._reconnect())
        if self.has_witness:
            self.run(self._see_witness(self.connection))
        self.run(self._see_witness(self.bystander))

    def teardown(self) -> None:
        self.run(self.connection.close())

    # --- how it is done ---------------------------------------------------------------

    def _ref(self) -> str:
        self.count += 1
        return f"r{self.count}"

    async def _reconnect(self) -> None:
        await self.connection.close()
        self.has_witness = False
        await self._connect()

    async def _see_witness(self, connection: Connection) -> None:
        """Check that another page is joined, unchanged, and has received nothing."""
        assert not connection.task.done()
        payload = event_payload("echo", "here", "hook")
        answer = await connection.answer(["w", self._ref(), WITNESS, "event", payload])
        assert answer is not None
        assert answer[4]["response"] == {"diff": {"r": {"echo": "here"}}}
        told = [frame for frame in connection.frames if frame[2] == WITNESS]
        # Whatever else a client says, it may say with the refs of its own page.
        assert [frame for frame in told if frame[3] != "phx_reply"] == []
        connection.frames.clear()
        self.seen = 0

    async def _send(self, message: dict[str, Any]) -> None:
        type(self).sent += 1
        await self.connection.send(message)
        await self.connection.settle()

    async def _ask(self, frame: Frame) -> None:
        """Send a frame, and join again if its topic is no longer joined.

        What is drawn may not depend on what the server does.
        """
        type(self).sent += 1
        join_ref, _ref, topic, _event, _payload = frame
        answer = await self.connection.answer(frame)
        is_ours = topic in self.joins and self.refs[topic] == join_ref
        if answer is not None and is_ours and is_gone(answer):
            await self._join(topic, self.joins[topic])

    async def _join(self, topic: str, payload: Any) -> None:
        self.refs[topic], self.joins[topic] = self._ref(), payload
        join = [self.refs[topic], self._ref(), topic, "phx_join", payload]
        type(self).sent += 1
        await self.connection.answer(join)

    def _send_joined(self, data: st.DataObject, event: str, payload: Any) -> None:
        topic = data.draw(st.sampled_from(sorted(self.refs)))
        frame = [self.refs[topic], self._ref(), topic, event, payload]
        self.run(self._ask(frame))

    async def _send_at_once(self, topic: str, payloads: list[Any]) -> None:
        """Send events, and wait for the answer to the last, or to who crashed first."""
        join_ref = self.refs[topic]
        frames = [[join_ref, self._ref(), topic, "event", each] for each in payloads]
        type(self).sent += len(frames)
        for frame in frames:
            await self.connection.send_frame(frame)
        for frame in frames:
            answer = await self.connection.answer_to(frame)
            if answer is None or answer[3] == "phx_error":
                await self.connection.settle()
                return
