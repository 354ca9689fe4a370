"""Carry out what the callbacks of one page have requested."""

from liveflash.channel.background_tasks import BackgroundTasks
from liveflash.channel.joined_view import JoinedView
from liveflash.channel.kept_badge import KeptBadge
from liveflash.channel.mailbox import Info, Owner
from liveflash.channel.mounted_view import MountedView
from liveflash.channel.timers import Timers
from liveflash.push import api
from liveflash.push.envelopes import address_for_page
from liveflash.push.pubsub import Listener, Subscription
from liveflash.views.effects import Broadcast, Effects, Subscribe, Timer
from liveflash.views.jobs import Job


class PageEffects:
    """The timers, subscriptions and background tasks of the page of ``channel``.

    ``listener`` is called with deliveries. ``badge`` is None on a page without a bell.
    """

    __slots__ = ("_channel", "_subscription", "_tasks", "_timers", "badge")

    def __init__(self, channel: Owner, listener: Listener) -> None:
        self._channel = channel
        self._subscription = Subscription(listener)
        self._timers: Timers | None = None
        self._tasks: BackgroundTasks | None = None
        self.badge: KeptBadge | None = None

    async def carry_out(self, effects: Effects, view: JoinedView) -> None:
        """Carry out the effects of a turn of ``view``."""
        for timer in effects.timers:
            self.start_timer(timer)
        for event in effects.infos:
            self._channel.post_own(Info(event))
        for request in effects.pubsub:
            match request:
                case Subscribe(topic):
                    await self.subscribe_to_topic(topic)
                case Broadcast():
                    await _send_broadcast(request, view)
        for job in effects.jobs:
            self._carry_out_job(job)

    async def subscribe_visitor(self, view: JoinedView) -> None:
        """Receive what is sent to the visitor of ``view``, and to everyone."""
        names = {"user": view.user, "session": view.session_key, "everyone": ""}
        for kind, name in names.items():
            if name is not None:
                await self._subscription.add(address_for_page(kind, name))

    async def subscribe_to_topic(self, topic: str) -> None:
        """Receive what is sent to a topic or a group."""
        await self._subscription.add(address_for_page("topic", topic))

    def start_timer(self, timer: Timer) -> None:
        """Start a timer, for one call."""
        self._timers = self._timers or Timers(self._channel.post_own)
        self._timers.start(timer)

    def start_badge(self, user: str | None) -> None:
        """Send the page how many kept messages of its user are unread."""
        if user is not None:
            self.badge = KeptBadge(user, self._channel)
            self.badge.note_change()

    def note_kept_change(self) -> None:
        """Send the number again, if the page has a bell."""
        if self.badge is not None:
            self.badge.note_change()

    def _carry_out_job(self, job: Job) -> None:
        self._tasks = self._tasks or BackgroundTasks(self._channel.post_own)
        self._tasks.carry_out(job)

    async def cancel_jobs(self, view: JoinedView) -> None:
        """Cancel the work of ``view`` in the background, and wait for its end."""
        if isinstance(view, MountedView):
            view.socket.cancel_jobs()
        if self._tasks is not None:
            await self._tasks.close(view.name)

    async def close(self) -> None:
        """Stop the timers and the subscriptions."""
        if self._timers is not None:
            self._timers.cancel()
        await self._subscription.close()


async def send_broadcasts(effects: Effects, view: JoinedView) -> None:
    """Send the broadcasts of ``view``, which carries out no other effects."""
    for each in effects.broadcasts:
        await _send_broadcast(each, view)


async def _send_broadcast(request: Broadcast, view: JoinedView) -> None:
    """Send a broadcast, not to the page itself if it has subscribed later."""
    sender = "" if request.is_heard else view.tracker.sender
    await api.abroadcast_from(sender, request.topic, request.message)
