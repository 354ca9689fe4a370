"""The visitor's session during the internal GET of a join, which never saves it.

The GET may run at the same time as a request of the visitor, which it would undo, and
the cookie that names a new session would not reach the visitor. The GET itself and the
callbacks of the page see what it has changed.
"""

from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib.sessions.backends.base import SessionBase

from liveflash import conf
from liveflash.debug import hints
from liveflash.storage import session_store

_WRITES = ("create", "delete", "asave", "acreate", "adelete")


def protect(session: Any, path: str) -> None:
    """Keep a session from being written until ``release`` is called."""
    session.save = partial(_extend, session, path)
    for name in _WRITES:
        is_async = name.startswith("a")
        setattr(session, name, _awrite_nothing if is_async else _write_nothing)


def is_protected(session: Any) -> bool:
    """Return whether ``session`` belongs to the internal GET of a join."""
    return getattr(vars(session).get("save"), "func", None) is _extend


def release(session: Any) -> None:
    """Let callbacks of the page write its session, if there is one.

    A new session is never saved: no response could name it in a cookie.
    """
    for name in ("save", *_WRITES):
        with suppress(AttributeError):
            delattr(session, name)
    if session.session_key is None:
        session.save, session.asave = _write_nothing, _awrite_nothing


def _extend(session: SessionBase, path: str, *_args: Any, **_options: Any) -> None:
    """Replace ``save``: extend the session in the store, and write nothing else.

    The sessions of a store that cannot do so end as if there had been no join.
    """
    if session.modified and conf.debug():
        hints.warn_of_session_change(path)
    if session.session_key is not None:
        session_store.extend_record(session)


def _write_nothing(*_args: Any, **_options: Any) -> None:
    """Replace a method of ``SessionBase`` that writes."""


async def _awrite_nothing(*_args: Any, **_options: Any) -> None:
    """Replace an async method of ``SessionBase`` that writes."""
