"""Tabs of the frameworks with other protocols than Phoenix LiveView."""

from typing import Any
from uuid import uuid4

from benchmarks.events.tabs import SHOWN, Tab, WrongAnswer, compact

VIEWS = {"/template/": "TemplateView", "/command/": "CommandView"}


class DjustTab(Tab):
    """A tab that speaks the protocol of djust's client."""

    socket_path = "/ws/live/"

    async def load(self) -> None:
        await self.get(self.path)

    async def connect(self) -> None:
        await super().connect()
        await self.receive()  # its greeting

    async def join(self) -> int:
        mount = {
            "type": "mount",
            "view": f"benchmarks.events.apps.djust_site.{VIEWS[self.path]}",
            "params": {},
            "url": self.path,
            "has_prerendered": True,
            "client_timezone": "Europe/London",
        }
        answer = await self.ask(compact(mount), lambda _text: True)
        if b'"mount"' not in answer:
            raise WrongAnswer(answer)
        return len(answer)

    async def put(self) -> None:
        answer = await self._event("put")
        if SHOWN not in answer:
            raise WrongAnswer(answer)

    async def clear(self) -> None:
        answer = await self._event("clear")
        done = b"RemoveChild" in answer or b'"action": "clear"' in answer
        if SHOWN in answer or not done:
            raise WrongAnswer(answer)

    async def beat(self) -> None:
        await self.ask('{"type":"ping"}', lambda answer: b"pong" in answer)

    async def _event(self, name: str) -> bytes:
        ref = int(self.next_ref())
        event = {"type": "event", "event": name, "params": {}, "ref": ref}
        answered = f'"ref": {ref}}}'.encode()
        return await self.ask(compact(event), lambda answer: answered in answer)


class DjangoLiveviewTab(Tab):
    """A tab of django-liveview's client, which has no join and no heartbeat."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.socket_path = f"/ws/liveview/{uuid4()}/"

    async def load(self) -> None:
        await self.get(self.path)

    async def put(self) -> None:
        answer = await self._call("put")
        if SHOWN not in answer:
            raise WrongAnswer(answer)

    async def clear(self) -> None:
        answer = await self._call("clear")
        if SHOWN in answer or b"#flash" not in answer:
            raise WrongAnswer(answer)

    async def _call(self, function: str) -> bytes:
        message = {"function": function, "data": {}, "lang": "en", "room": "1"}
        return await self.ask(compact(message), lambda _text: True)
