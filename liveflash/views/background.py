"""The methods of a socket that start work beside the handlers."""

from collections.abc import Mapping, MutableMapping
from typing import Any

from liveflash import conf
from liveflash.exceptions import LiveFlashError
from liveflash.views.effects import Effects
from liveflash.views.jobs import AsyncResult, Job, as_ended, as_loading
from liveflash.views.recording import LOCK, RECORDED, EffectRecorder, Recorded


class BackgroundWork(EffectRecorder):
    """The part of a socket that starts and cancels work in the background."""

    connected: bool
    context: Any
    # The work that has not ended, by name; None until there is some.
    _jobs: dict[str, Job] | None = None

    def start_async(
        self, name: str, function: Any, /, *args: Any, **kwargs: Any
    ) -> Recorded:
        """Call ``function`` beside the handlers, then ``handle_async`` with its result.

        ``function`` may be ``async def``, or ``def`` for a thread, or a coroutine
        without arguments. It begins after this callback. Its calls of the socket take
        effect at once. It is cancelled when the page is left, loses its connection or
        crashes, and when work of the same ``name`` is started. A thread is not stopped,
        but its result is dropped. Nothing begins while ``connected`` is false.

        Raise LiveFlashError if LIVEFLASH_MAX_ASYNC jobs of the page have not ended, and
        TypeError if ``function`` cannot be called.
        """
        job = Job(name, function, args, kwargs)
        if not self.connected:
            job.discard()
            return RECORDED
        return self._record("jobs", *self._register(job))

    def assign_async(
        self, name: str, function: Any, /, *args: Any, **kwargs: Any
    ) -> Recorded:
        """Call ``function`` like ``start_async``; assign the result to the context.

        The attribute or entry ``name`` is an ``AsyncResult``, at first ``loading``. It
        keeps the former ``value`` while it is loaded again, and if that fails.
        """
        job = Job(name, function, args, kwargs, assigns=True)
        changed = self._register(job) if self.connected else ()
        self._assign(name, as_loading(self._assigned(name)))
        if not self.connected:
            job.discard()
            return RECORDED
        return self._record("jobs", *changed)

    def cancel_async(self, name: str) -> Recorded:
        """Cancel work, which then has no result; ignore an absent name."""
        job = (self._jobs or {}).get(name)
        if job is None or not self.end_job(job):
            return RECORDED
        job.is_cancelled = True
        state = self._assigned(name)
        if job.assigns and isinstance(state, AsyncResult):
            stopped = AsyncResult(state.value, ok=state.ok)
            self._assign(name, stopped)
        return self._record("jobs", job)

    def send_info(self, event: Any) -> Recorded:
        """Call ``handle_info`` with ``event`` soon, in order with other events.

        In a task or a thread, call it to have the page rendered.
        """
        return self._record("infos", event) if self.connected else RECORDED

    @property
    def jobs(self) -> tuple[Job, ...]:
        """The work that has not ended."""
        return tuple((self._jobs or {}).values())

    def end_job(self, job: Job) -> bool:
        """Forget work that has ended; return False if it was cancelled before."""
        with LOCK:
            if (self._jobs or {}).get(job.name) is not job:
                return False
            rest = {each.name: each for each in self.jobs if each is not job}
            self._jobs = rest or None
        return True

    def end(self) -> Effects:
        """Return the last effects; no other is carried out, and no work begins."""
        effects = self.take_effects()
        with LOCK:
            self.has_ended = True
        self.cancel_jobs()
        for job in effects.jobs:
            job.cancel()
        return effects

    def cancel_jobs(self) -> None:
        """Cancel all work: the page ends."""
        jobs, self._jobs = self.jobs, None
        for job in (*jobs, *self._effects.jobs):
            job.cancel()

    def assign_result(self, job: Job, result: AsyncResult[Any]) -> None:
        """Store the result of work that ``assign_async`` has started."""
        self._assign(job.name, as_ended(self._assigned(job.name), result))

    def _register(self, job: Job) -> tuple[Job, ...]:
        """Add work in place of that of its name; return what has to change."""
        with LOCK:
            if self.has_ended:
                job.discard()
                return (job,)
            known = self._jobs or {}
            former = known.get(job.name)
            if former is None and len(known) >= conf.max_async():
                job.discard()
                msg = (
                    f"The work {job.name!r} cannot begin: {len(known)} jobs of the "
                    "page have not ended. Start fewer, or raise LIVEFLASH_MAX_ASYNC."
                )
                raise LiveFlashError(msg)
            self._jobs = {**known, job.name: job}
        if former is None:
            return (job,)
        former.is_cancelled = True
        return (former, job)

    def _assigned(self, name: str) -> Any:
        if isinstance(self.context, Mapping):
            return self.context.get(name)
        return getattr(self.context, name, None)

    def _assign(self, name: str, state: AsyncResult[Any]) -> None:
        if isinstance(self.context, MutableMapping):
            self.context[name] = state
        else:
            setattr(self.context, name, state)
