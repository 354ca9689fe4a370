"""The names of users in the inbox, the layer and the signals."""

from typing import Any

from django.core.exceptions import SynchronousOnlyOperation


def user_key(user: Any) -> str | None:
    """Return the primary key of a user as text; None for a visitor."""
    is_user = getattr(user, "is_authenticated", False) and user.pk is not None
    return str(user.pk) if is_user else None


def user_key_of(request: Any) -> str | None:
    """Return the key of a request's user.

    It is also None if async code has not loaded the user.
    """
    try:
        return user_key(getattr(request, "user", None))
    except SynchronousOnlyOperation:
        return None
