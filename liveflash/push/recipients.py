"""The recipients of a push: a user, a session or a group."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model

from liveflash.push.envelopes import Address, check_topic


def resolve_address(
    user: Any, session: Any, group: str | None, namespace: str
) -> Address:
    """Return the address of the only recipient that is given.

    Raise TypeError or ValueError for none, for several, and for one that cannot be.
    """
    match user, session, group:
        case None, None, topic if topic is not None:
            return Address("topic", check_topic(topic), namespace)
        case None, key, None if key is not None:
            return Address("session", _session_key(key))
        case someone, None, None if someone is not None:
            return Address("user", _user_key(someone), namespace)
        case _:
            msg = "push_flash() takes exactly one of user=…, session=… and group='…'."
            raise TypeError(msg)


def _user_key(user: Any) -> str:
    if not hasattr(user, "pk"):
        return _checked_key(user)
    if user.pk is None:
        msg = f"push_flash(user=…) needs a saved user, not {user!r}: call save() first."
        raise ValueError(msg)
    model = _user_model()
    if model is not None and isinstance(user, Model) and not isinstance(user, model):
        raise TypeError(_no_user(user))
    return str(user.pk)


def _checked_key(key: Any) -> str:
    """Return a primary key as text, as the field of the user model writes it."""
    model = _user_model()
    if model is None:
        return str(key)
    try:
        converted = model._meta.pk.to_python(key)  # noqa: SLF001 - as Django does
    except (ValidationError, TypeError, ValueError):
        raise ValueError(_no_user(key)) from None
    # A field may also convert what is no key: True and 1.5 to 1, or 1 to a UUID.
    is_key = isinstance(key, str | type(converted)) and not isinstance(key, bool)
    if not is_key:
        raise TypeError(_no_user(key))
    return str(converted)


def _user_model() -> Any:
    """Return the user model, or None in a project without one."""
    try:
        return get_user_model()
    except ImproperlyConfigured:
        return None


def _no_user(given: object) -> str:
    return (
        "push_flash(user=…) takes a user or the primary key of one, "
        f"not {given!r}: pass the user itself, or user.pk."
    )


def _session_key(session: Any) -> str:
    key = session if isinstance(session, str) else session.session_key
    if not key:
        msg = "push_flash(session=…) needs a saved session: call session.save() first."
        raise ValueError(msg)
    return str(key)
