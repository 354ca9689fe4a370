"""The recipients of a push: users, a session, a group or everyone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db.models import Model, QuerySet

from liveflash.push.envelopes import Address, check_topic
from liveflash.push.inbox_tables import STORED_KINDS

KEEPING_KINDS = ("user", "everyone")


@dataclass(frozen=True, slots=True)
class Recipients:
    """The addresses that a message is pushed to, all of one kind."""

    kind: str
    addresses: tuple[Address, ...]

    def check_keep(self) -> None:
        """Raise TypeError unless they are users, who alone keep messages."""
        if self.kind not in KEEPING_KINDS:
            msg = (
                "push_flash(keep=True) is for users: pass user=…, users=… or "
                "everyone=True, as no session or group keeps messages."
            )
            raise TypeError(msg)

    @property
    def have_inbox(self) -> bool:
        """True if messages to them are stored."""
        return self.kind in STORED_KINDS

    @property
    def only_user(self) -> str | None:
        """The name of the user if there is only one, otherwise None."""
        is_one = self.kind == "user" and len(self.addresses) == 1
        return self.addresses[0].name if is_one else None


def resolve_recipients(
    namespace: str, *, everyone: bool = False, **given: Any
) -> Recipients:
    """Return the only recipients that are given; other options are None.

    Raise TypeError or ValueError for none, for several, and for one that cannot be. A
    queryset of users is read.
    """
    if not isinstance(everyone, bool):
        msg = f"push_flash(everyone=…) is True or False, not {everyone!r}."
        raise TypeError(msg)
    if everyone:
        given["everyone"] = everyone
    match [(kind, value) for kind, value in given.items() if value is not None]:
        case [(kind, value)]:
            return _resolve(kind, value, namespace)
        case _:
            msg = (
                "push_flash() takes exactly one of user=…, users=…, session=…, "
                "group='…' and everyone=True."
            )
            raise TypeError(msg)


def _resolve(kind: str, value: Any, namespace: str) -> Recipients:
    match kind:
        case "user":
            return Recipients("user", (Address("user", _user_key(value), namespace),))
        case "users":
            addresses = (Address("user", key, namespace) for key in _user_keys(value))
            return Recipients("user", tuple(addresses))
        case "session":
            return Recipients("session", (Address("session", _session_key(value)),))
        case "group":
            topic = Address("topic", check_topic(value), namespace)
            return Recipients("topic", (topic,))
        case _:
            return Recipients("everyone", (Address("everyone", "", namespace),))


def user_model() -> Any:
    """Return the user model, or None in a project without one."""
    try:
        return get_user_model()
    except ImproperlyConfigured:
        return None


def _user_keys(users: Any) -> Iterable[str]:
    """Return the primary keys of users as text, each once."""
    if isinstance(users, str | bytes) or not isinstance(users, Iterable):
        msg = (
            "push_flash(users=…) takes users or their primary keys, not "
            f"{users!r}: pass a list or a queryset, or user=… for one user."
        )
        raise TypeError(msg)
    return dict.fromkeys(map(_user_key, _without_fields(users)))


def _without_fields(users: Any) -> Any:
    """Return a queryset of users as one of their primary keys, all else unchanged."""
    model = user_model()
    if isinstance(users, QuerySet) and model and issubclass(users.model, model):
        return users.values_list("pk", flat=True)
    return users


def _user_key(user: Any) -> str:
    if not hasattr(user, "pk"):
        return _checked_key(user)
    if user.pk is None:
        msg = f"push_flash(user=…) needs a saved user, not {user!r}: call save() first."
        raise ValueError(msg)
    model = user_model()
    if model is not None and isinstance(user, Model) and not isinstance(user, model):
        raise TypeError(_no_user(user))
    return str(user.pk)


def _checked_key(key: Any) -> str:
    """Return a primary key as text, as the field of the user model writes it."""
    model = user_model()
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
