"""A browser tab: its connection and its navigation."""

import asyncio
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

from liveflash.testing.assertions import listed
from liveflash.testing.browser import Browser
from liveflash.testing.client_channel import ENDING_PUSHES, ClientChannel, Reply
from liveflash.testing.connection import TIMEOUT_SECONDS
from liveflash.testing.document import LiveRoot
from liveflash.testing.exceptions import Impossible, ServerRefused
from liveflash.testing.js import Dismissal, PlainAction
from liveflash.testing.page_content import PageContent
from liveflash.views.actions import LOCATION_HEADER
from liveflash.views.jobs import Job

_NAVIGATION_PUSHES = ("live_patch", *ENDING_PUSHES)


class Tab(PageContent):
    """One tab of a browser."""

    def __init__(self, browser: Browser) -> None:
        super().__init__()
        self._browser = browser
        self._mounts = 0
        self._is_navigated = False
        self._pending_navigations: list[Reply] = []

    async def load(self, url: str) -> None:
        """Load a URL, follow redirects, and join the page if it is live."""
        await self._load(url)

    async def reconnect(self) -> None:
        """Lose the connection and join again, which mounts a new view."""
        root = self._open_channel.root
        await self.close()
        await self._connect(root)
        await self._join()

    async def close(self) -> None:
        """Close the tab; raise the error that the view raised meanwhile, if any."""
        channel, self._channel = self._channel, None
        if channel is not None:
            await channel.connection.close()
            error = channel.connection.pop_error()
            if error is not None:
                raise error

    async def info(self, event: Any) -> None:
        """Send ``event`` to ``handle_info``, as a broadcast does."""
        self._live_channel.post_info(event)
        await self.settle()

    async def settle(self) -> None:
        """Handle everything that the server has sent until now."""
        # A built-in event without effect: its reply comes after all earlier frames.
        await self._report("lv:flash-time", {})

    async def wait_for_async(self, *, timeout: float = TIMEOUT_SECONDS) -> None:
        """Handle the results of all work that the view has started in the background.

        Raise AssertionError if it has not ended after ``timeout`` seconds, and the
        error of work that the view does not handle.
        """
        is_over = False
        try:
            async with asyncio.timeout(timeout):
                while not is_over:
                    jobs = self._jobs()
                    if jobs:
                        await asyncio.wait([job.task for job in jobs if job.task])
                    # Also after the last job: its turn may not be answered yet.
                    await self.settle()
                    is_over = not (jobs or self._jobs())
        except TimeoutError:
            names = ", ".join(repr(job.name) for job in self._jobs())
            msg = f"The work {names} has not ended in {timeout:g} seconds."
            raise AssertionError(msg) from None
        if self._channel is not None:
            error = self._channel.connection.pop_error()
            if error is not None:
                raise error

    async def wait(
        self,
        until: Callable[[], object] | None = None,
        *,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        """Handle frames of the server until ``until`` is true; by default one frame.

        Raise AssertionError after ``timeout`` seconds.
        """
        try:
            async with asyncio.timeout(timeout):
                if until is None:
                    await self._receive(timeout)
                while until is not None and not until():
                    await self._receive(timeout)
        except TimeoutError:
            msg = (
                f"Nothing of the kind came from the server in {timeout:g} seconds; on "
                f"the page, {listed(self.messages)}."
            )
            raise AssertionError(msg) from None

    async def push(self, event: str, *, timeout: float = TIMEOUT_SECONDS) -> Any:
        """Wait for an event that the view pushes; return its payload.

        The oldest event of this name is removed from ``pushed``.
        """
        await self.wait(lambda: event in dict(self.pushed), timeout=timeout)
        index = [name for name, _payload in self.pushed].index(event)
        return self.pushed.pop(index)[1]

    def _jobs(self) -> tuple[Job, ...]:
        """Return the work of the page that has begun and has not ended."""
        jobs = () if self._channel is None else self._channel.jobs
        return tuple(job for job in jobs if job.task is not None)

    @property
    def _open_channel(self) -> ClientChannel:
        """The channel of the view, or of the stack of a plain page."""
        if self._channel is None:
            raise Impossible(
                f"{self._described} is not a live page, nor is its message stack "
                "connected (see LIVEFLASH_PLAIN_PAGES), so nothing answers there."
            )
        return self._channel

    async def _load(self, url: str, data: Any = None) -> None:
        await self.close()
        self._url = urljoin(self._url, url)
        self._url, response = await self._browser.load(self._url, data)
        self._mounts, self._is_navigated = 0, False
        self._show_document(response)
        root = self._document.root
        if root is not None:
            await self._connect(root)
            await self._join()

    async def _connect(self, root: LiveRoot) -> None:
        connection = self._browser.connect(self._url)
        self._channel = ClientChannel(connection, root, self._handle_push)
        await connection.open()

    async def _join(self, flash: str | None = None) -> None:
        reply = await self._open_channel.join(self._join_payload(flash))
        response = reply["response"]
        if reply["status"] == "ok":
            self._mounts += 1
            self._show_joined(response["rendered"])
            await self._follow_navigations(response)
        elif "redirect" in response or "live_redirect" in response:
            await self._follow_navigations(response)
        else:
            await self._handle_refused_join(response, flash)

    async def _handle_refused_join(self, response: Reply, flash: str | None) -> None:
        """Load the page as the client does; raise the error of a crashed view."""
        error = self._open_channel.connection.pop_error()
        if error is not None:
            raise error
        if response.get("reason") != "unauthorized" or not self.is_live:
            raise ServerRefused(f"{self.url} cannot be joined: {response}.")
        if flash is not None:
            self._browser.set_flash_cookie(flash)
        await self._load(self._url)

    def _join_payload(self, flash: str | None) -> dict[str, Any]:
        root = self._open_channel.root
        payload = {
            "redirect" if self._is_navigated else "url": self._url,
            "params": {
                "_csrf_token": root.csrf_token,
                "_mounts": self._mounts,
                "_mount_attempts": 0,
                "_messages": self._document.message_revisions,
            },
            "session": root.session,
            "static": None,
        }
        return payload if flash is None else payload | {"flash": flash}

    async def _navigate(self, url: str, flash: str | None = None) -> None:
        """Leave the view and join the one at ``url`` without loading a page."""
        await self._live_channel.request("phx_leave", {})
        self._url = urljoin(self._url, url)
        self._is_navigated, self._mounts = True, 0
        self._document.clear_sticky_states()
        await self._join(flash)

    async def _patch(self, url: str) -> None:
        """Patch to another URL of the view, or navigate if it is another view's."""
        target = urljoin(self._url, url)
        reply = await self._live_channel.request("live_patch", {"url": target})
        if reply["response"].get("link_redirect"):
            await self._navigate(target)
            return
        if reply["status"] == "ok":
            self._url = target
        await self._apply_reply(reply, f"the patch to {url}")

    async def _send_event(self, type_: str, name: str, value: Any, **more: Any) -> None:
        payload = {"type": type_, "event": name, "value": value, **more}
        await self._request_event(self._live_channel, payload)

    async def _report(self, name: str, value: Any) -> None:
        """Send a built-in event, which a plain page can send too."""
        payload = {"type": "click", "event": name, "value": value}
        await self._request_event(self._open_channel, payload)

    async def _request_event(
        self, channel: ClientChannel, payload: dict[str, Any]
    ) -> None:
        self.reply, request = None, f"the event {payload['event']!r}"
        reply = await channel.request("event", payload)
        await self._apply_reply(reply, request)
        if isinstance(self.reply, dict) and "refused" in self.reply:
            raise channel.refusal(request, self.reply["refused"], payload["event"])

    async def _apply_reply(self, reply: Reply, request: str) -> None:
        if reply["status"] == "error":
            raise self._open_channel.refusal(request, reply["response"].get("reason"))
        self._apply_diff(reply["response"].get("diff", {}))
        await self._follow_navigations(reply["response"])

    async def _receive(self, timeout: float) -> None:
        """Handle the next frame that the server sends."""
        await self._open_channel.receive(timeout)
        await self._follow_navigations({})

    async def _handle_push(self, name: str, body: Any) -> None:
        if name == "diff":
            self._apply_diff(body)
        elif name == "phx_error":
            await self._handle_crash()
        elif name in _NAVIGATION_PUSHES:
            self._pending_navigations.append({name: body})

    async def _handle_crash(self) -> None:
        """Join again as the client does, and raise the error of the view."""
        error = self._open_channel.connection.pop_crash_error()
        self._pending_navigations.clear()
        await self._join()
        raise error

    async def _follow_navigations(self, response: Reply) -> None:
        """Carry out the navigations pushed before a response, then its own."""
        steps, self._pending_navigations = [*self._pending_navigations, response], []
        for step in steps:
            match step:
                case {"live_patch": {"to": to}}:
                    self._url = urljoin(self._url, to)
                case {"redirect": {"to": to, **rest}}:
                    if "flash" in rest:
                        self._browser.set_flash_cookie(str(rest["flash"]))
                    await self._load(to)
                case {"live_redirect": {"to": to, "flash": str(flash)}}:
                    await self._navigate(to, flash)
                case {"live_redirect": {"to": to}}:
                    await self._navigate(to)
        await self._acknowledge_messages()
        await self._after_patch()

    async def _acknowledge_messages(self) -> None:
        """Report the pushed messages that are shown, as the client's hook does."""
        requested, self._pending_acknowledgements = self._pending_acknowledgements, []
        for value in requested if self._channel is not None else ():
            payload = {"type": "click", "event": "lv:flash-shown", "value": value}
            reply = await self._open_channel.request("event", payload)
            self._apply_diff(reply["response"].get("diff", {}))

    async def _use_control(self, effect: Dismissal | PlainAction) -> None:
        """Dismiss a message of a plain page, after its action if it has one."""
        if isinstance(effect, PlainAction):
            response = await self._browser.act(self._url, self._csrf_token, effect)
            self._show_response(response)
            await self._dismiss(effect.message_id)
            if LOCATION_HEADER in response:
                await self._load(response[LOCATION_HEADER])
        else:
            await self._dismiss(effect.message_id)

    async def _dismiss(self, message_id: str) -> None:
        if self._local is None:
            return
        has_to_report = self._local.dismiss(message_id)
        self._document.remove_message(message_id)
        if has_to_report and self._channel is not None:
            await self._report("lv:clear-flash", {"id": message_id})

    async def _after_patch(self) -> None:
        """Carry out the actions that a patched page starts by itself."""
