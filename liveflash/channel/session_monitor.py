"""Whether those who opened a page are still who they were.

A session that has ended, or a user who has logged in or out, closes the sockets that
were opened before; at once where this process or the channel layer tells, otherwise
when their visit is looked at next.
"""

import asyncio
from collections.abc import Callable, Iterable
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
from liveflash.concurrency import in_pool
from liveflash.push import channel_layer, envelopes, pubsub
from liveflash.push.envelopes import Address
from liveflash.storage import session_store
from liveflash.storage.session_store import Login
from liveflash.storage.visitor import is_stable

# How often an idle page is looked at where every event is.
IDLE = 60.0

# The pauses in which a session that is said to have ended is expected to be gone.
PAUSES = (0.0, 0.02, 0.1, 0.5, 2.0)

_telling: set[asyncio.Task[bool]] = set()


@dataclass(frozen=True, slots=True)
class Visit:
    """Who came: the key of the session, where there is one, and its login."""

    session_key: str | None
    login: Login

    def check(self, *, with_permissions: bool) -> "Finding":
        """Look up whether the session and its user are there, unchanged.

        They count as unchanged while the database or the store is down.
        """
        if self.session_key is not None:
            login = session_store.login_of(self.session_key)
            if login is not session_store.UNKNOWN and login != self.login:
                return GONE
        if self.login.user is None:
            return Finding(holds=True)
        return _check_user(self.login, with_permissions=with_permissions)


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of a check: ``user`` as stored now; None if unknown or anonymous."""

    holds: bool
    user: Any = None


GONE = Finding(holds=False)


def of_request(request: HttpRequest) -> Visit | None:
    """The visit of who sends ``request``; None where nothing could end it."""
    session = getattr(request, "session", None)
    if session is None:
        return None
    login = Login.of_session(session)
    key = session.session_key if is_stable(session) else None
    return None if key is None and login.user is None else Visit(key, login)


class Watch:
    """Checks the visit of one socket every ``LIVEFLASH_SESSION_CHECK`` seconds.

    ``end`` is called, once, as soon as the visit has ended. ``refresh`` is called with
    the user as stored now, so that permissions which were taken away do not linger.
    ``users`` returns the users of the open pages.
    """

    __slots__ = (
        *("_alarm", "_end", "_is_over", "_period", "_refresh", "_task", "_users"),
        "_visit",
    )

    def __init__(
        self,
        end: Callable[[], None],
        refresh: Callable[[Any], None],
        users: Callable[[], Iterable[Any]],
    ) -> None:
        self._end = end
        self._refresh = refresh
        self._users = users
        self._period = conf.session_check()
        self._visit: Visit | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self._is_over = False

    @property
    def is_strict(self) -> bool:
        """Whether the visit is to be looked at before every event."""
        return self._period == 0

    def begin(self, visit: Visit | None) -> None:
        """Look after ``visit`` from now on."""
        self._visit = visit
        if visit is not None and self._alarm is None:
            self._wait()

    async def confirm(self) -> bool:
        """Check the visit now; return whether it holds."""
        if self._visit is None or self._is_over:
            return not self._is_over
        has_permissions = any(map(_cached_permissions, self._users()))
        found = await in_pool(self._visit.check, with_permissions=has_permissions)
        if not found.holds:
            self._finish()
        elif found.user is not None:
            self._refresh(found.user)
        return not self._is_over

    def doubt(self) -> None:
        """Wait until the visit has ended, as somebody has told; not for long."""
        self._start(self._see_it_end())

    def close(self) -> None:
        """Look no more of its own accord."""
        for each in (self._alarm, self._task):
            if each is not None:
                each.cancel()

    def _wait(self) -> None:
        seconds = self._period or IDLE
        self._alarm = asyncio.get_running_loop().call_later(seconds, self._ring)

    def _ring(self) -> None:
        self._start(self._look())

    def _start(self, work: Any) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = asyncio.create_task(work)

    async def _look(self) -> None:
        if await self.confirm():
            self._wait()

    async def _see_it_end(self) -> None:
        """The signal of a log-out is sent before the session is gone.

        A page that came back meanwhile would stay.
        """
        for pause in PAUSES:
            await asyncio.sleep(pause)
            if not await self.confirm():
                return
        self._finish()

    def _finish(self) -> None:
        if not self._is_over:
            self._is_over = True
            self._end()


def see_log_out(request: HttpRequest | None, **_signal: Any) -> None:
    """Close the pages of a session that logs out: receives ``user_logged_out``."""
    key = getattr(getattr(request, "session", None), "session_key", None)
    if key:
        _tell(key)


def see_log_in(request: HttpRequest, **_signal: Any) -> None:
    """Close the pages from before a log-in: receives ``user_logged_in``."""
    former = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
    if former and former != request.session.session_key:
        _tell(former)


def _tell(session_key: str) -> None:
    told = pubsub.send(Address("session", session_key), envelopes.build_session_ended())
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        channel_layer.run(told)
        return
    task = loop.create_task(told)
    _telling.add(task)
    task.add_done_callback(_telling.discard)


def update_user(user: Any, fresh: Any) -> None:
    """Give ``user`` the stored fields and the permissions of ``fresh``.

    It stays the same object, since middleware may have added attributes to it, and its
    cached relations stay, since async code cannot load them again.
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
    """Return the user behind Django's lazy one; None if it is not loaded yet."""
    while isinstance(user, LazyObject):
        user = user._wrapped  # noqa: SLF001
    return user if isinstance(user, Model) else None


def _cached_permissions(user: Any) -> list[str]:
    """Return the attributes in which authentication backends cache permissions."""
    found = _unwrapped(user)
    names = [] if found is None else vars(found)
    return [name for name in names if name.endswith("_perm_cache")]


def _check_user(login: Login, *, with_permissions: bool) -> Finding:
    """Check that the user is there and may log in, with the password of then."""
    if login.backend not in settings.AUTHENTICATION_BACKENDS:
        return GONE
    pk = get_user_model()._meta.pk.to_python(login.user)  # noqa: SLF001 - as Django does
    try:
        user = load_backend(login.backend).get_user(pk)
        if user is None or not _has_hash(user, login.auth_hash):
            return GONE
        if with_permissions:
            user.get_all_permissions()
    except (InterfaceError, OperationalError):
        return Finding(holds=True)
    return Finding(holds=True, user=user)


def _has_hash(user: Any, auth_hash: str) -> bool:
    if not hasattr(user, "get_session_auth_hash"):
        return True
    known = [user.get_session_auth_hash(), *user.get_session_auth_fallback_hash()]
    return any(constant_time_compare(auth_hash, each) for each in known)
