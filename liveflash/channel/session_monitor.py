"""Close the sockets of a visitor who logs in, logs out, or loses the session.

When a session ends or its user logs in or out, its open sockets are closed: at once if
this process or the channel layer announces it, otherwise at the next check.
"""

import asyncio
import time
from collections.abc import Coroutine
from contextvars import Context
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model, load_backend
from django.db import InterfaceError, OperationalError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.functional import LazyObject

from liveflash import conf
from liveflash.channel.endpoint import Endpoint
from liveflash.channel.lean_context import lean_context
from liveflash.concurrency import in_background
from liveflash.push import channel_layer, envelopes, pubsub
from liveflash.push.envelopes import Address
from liveflash.storage import session_store
from liveflash.storage.session_store import Login
from liveflash.storage.visitor import is_stable

# The least time between two extensions of a session by events.
EXTENSION_INTERVAL_SECONDS = 60.0

# The time between checks of an idle page, if each event is checked too.
IDLE_CHECK_SECONDS = 60.0

# The pauses between checks of a session that was announced to end.
LOGOUT_CHECK_DELAYS_SECONDS = (0.0, 0.02, 0.1, 0.5, 2.0)

_tasks: set[asyncio.Task[bool]] = set()


@dataclass(frozen=True, slots=True)
class SessionSnapshot:
    """The session key, if there is one, and the login of a page's visitor."""

    session_key: str | None
    login: Login

    @classmethod
    def from_request(cls, request: HttpRequest) -> "SessionSnapshot | None":
        """Return the snapshot of a request; None if there is nothing that could end."""
        session = getattr(request, "session", None)
        if session is None:
            return None
        login = Login.of_session(session)
        key = session.session_key if is_stable(session) else None
        return None if key is None and login.user is None else cls(key, login)

    def check(self, *, with_permissions: bool) -> "CheckResult":
        """Return whether the session and its user still exist, unchanged.

        They count as unchanged while the database or the session store is down.
        """
        if self.session_key is not None:
            login = session_store.login_of(self.session_key)
            if login is not session_store.UNKNOWN and login != self.login:
                return CHANGED
        if self.login.user is None:
            return UNKNOWN
        return _check_user(self.login, with_permissions=with_permissions)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of a check.

    ``user`` is the user as it is stored now, None if it is unknown or anonymous.
    """

    is_unchanged: bool
    user: Any = None


CHANGED = CheckResult(is_unchanged=False)
UNKNOWN = CheckResult(is_unchanged=True)


class SessionMonitor:
    """Checks the session of one socket every ``LIVEFLASH_SESSION_CHECK`` seconds.

    It notifies the endpoint once when the session has ended. It also passes on the user
    as it is stored now, so that revoked permissions take effect.
    """

    __slots__ = (
        "_context",
        "_endpoint",
        "_has_ended",
        "_next_extension",
        "_period",
        "_snapshot",
        "_task",
        "_timer",
    )

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._period = conf.session_check()
        self._snapshot: SessionSnapshot | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._has_ended = False
        self._next_extension = 0.0
        self._context: Context | None = None

    @property
    def is_strict(self) -> bool:
        """True if the session is checked before every event."""
        return self._period == 0

    def start(self, snapshot: SessionSnapshot | None) -> None:
        """Check ``snapshot`` from now on."""
        self._snapshot = snapshot
        if snapshot is not None:
            self._context = lean_context()
            if self._timer is None:
                self._schedule_check()

    async def confirm(self) -> bool:
        """Check the session now; return False if it has ended."""
        if self._snapshot is None or self._has_ended:
            return not self._has_ended
        has_permissions = any(map(_cached_permissions, self._endpoint.users()))
        result = await in_background(
            self._snapshot.check, UNKNOWN, with_permissions=has_permissions
        )
        if not result.is_unchanged:
            self._end()
        elif result.user is not None:
            self._endpoint.refresh_user(result.user)
        return not self._has_ended

    def note_activity(self) -> None:
        """Extend the session if each request does, but at most once a minute."""
        snapshot, now = self._snapshot, time.monotonic()
        if (
            snapshot is not None
            and snapshot.session_key is not None
            and settings.SESSION_SAVE_EVERY_REQUEST
            and now >= self._next_extension
        ):
            self._next_extension = now + EXTENSION_INTERVAL_SECONDS
            is_extended = in_background(
                session_store.extend, fallback=False, key=snapshot.session_key
            )
            _start(is_extended)

    def expect_end(self) -> None:
        """Check the session until it has ended, as was announced."""
        self._run(self._check_until_ended())

    def close(self) -> None:
        """Stop the checks."""
        for each in (self._timer, self._task):
            if each is not None:
                each.cancel()

    def _schedule_check(self) -> None:
        seconds = self._period or IDLE_CHECK_SECONDS
        loop = asyncio.get_running_loop()
        start = self._start_check
        self._timer = loop.call_later(seconds, start, context=self._context)

    def _start_check(self) -> None:
        self._run(self._check())

    def _run(self, check: Coroutine[Any, Any, None]) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.create_task(check, context=self._context)

    async def _check(self) -> None:
        if await self.confirm():
            self._schedule_check()

    async def _check_until_ended(self) -> None:
        """Check the session several times, then end it in any case.

        Django sends the signal of a log-out before it deletes the session. A page that
        reconnects in between would be accepted.
        """
        for seconds in LOGOUT_CHECK_DELAYS_SECONDS:
            await asyncio.sleep(seconds)
            if not await self.confirm():
                return
        self._end()

    def _end(self) -> None:
        if not self._has_ended:
            self._has_ended = True
            self._endpoint.end_session()


def close_on_log_out(request: HttpRequest | None, **_signal: Any) -> None:
    """Close the pages of a session that logs out; receiver of ``user_logged_out``."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    if key:
        _announce_end(key)


def close_on_log_in(request: HttpRequest | None, **_signal: Any) -> None:
    """Close the pages from before a log-in; receiver of ``user_logged_in``."""
    session = getattr(request, "session", None)
    if request is None or session is None:  # a log-in with a token of an API
        return
    former = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if former and former != session.session_key:
        _announce_end(former)


def _announce_end(session_key: str) -> None:
    sent = pubsub.send(Address("session", session_key), envelopes.build_session_ended())
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        channel_layer.run(sent)
        return
    _start(sent)


def _start(coroutine: Coroutine[Any, Any, bool]) -> None:
    """Run a coroutine that outlasts its caller."""
    task = asyncio.create_task(coroutine)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)


def update_user(user: Any, fresh: Any) -> None:
    """Copy the stored fields and the cached permissions of ``fresh`` to ``user``.

    ``user`` stays the same object, because middleware may have added attributes to it.
    Its cached relations stay, because async code cannot load them again.
    """
    user = _unwrapped(user)
    if user is None or user.pk != fresh.pk:
        return
    for name in _cached_permissions(user):
        delattr(user, name)
    stored = {field.attname for field in fresh._meta.concrete_fields}  # noqa: SLF001
    names = stored.union(_cached_permissions(fresh)).intersection(vars(fresh))
    for name in names:
        setattr(user, name, getattr(fresh, name))


def _unwrapped(user: Any) -> Any:
    """Return the user behind a lazy object; None if it is not loaded yet."""
    while isinstance(user, LazyObject):
        user = user._wrapped  # noqa: SLF001
    return user if isinstance(user, Model) else None


def _cached_permissions(user: Any) -> list[str]:
    """Return the attributes in which authentication backends cache permissions."""
    found = _unwrapped(user)
    names = [] if found is None else vars(found)
    return [name for name in names if name.endswith("_perm_cache")]


def _check_user(login: Login, *, with_permissions: bool) -> CheckResult:
    """Check that the user exists, may log in, and has the same password."""
    if login.backend not in settings.AUTHENTICATION_BACKENDS:
        return CHANGED
    pk = get_user_model()._meta.pk.to_python(login.user)  # noqa: SLF001 - as Django does
    try:
        user = load_backend(login.backend).get_user(pk)
        if user is None or not _has_hash(user, login.auth_hash):
            return CHANGED
        if with_permissions:
            user.get_all_permissions()
    except (InterfaceError, OperationalError):
        return UNKNOWN
    return CheckResult(is_unchanged=True, user=user)


def _has_hash(user: Any, auth_hash: str) -> bool:
    if not hasattr(user, "get_session_auth_hash"):
        return True
    known = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(auth_hash, each) for each in known)
