"""System checks of the settings that are no numbers."""

import re
from typing import Any

from django.conf import settings
from django.core import checks
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.utils.module_loading import import_string

from liveflash import conf

CONTEXT_PROCESSOR = "liveflash.context_processors.flash"

_SOCKET_PATH = re.compile(r"(/[\w.~-]+)+", re.ASCII)

Messages = list[checks.CheckMessage]


def check_context_processor(**_kwargs: Any) -> Messages:
    """Report a missing context processor.

    E001: no template engine has the context processor for ``flash``. Add
    ``"liveflash.context_processors.flash"`` to the context processors in TEMPLATES.
    """
    backends = [each for each in engines.all() if isinstance(each, DjangoTemplates)]
    if any(CONTEXT_PROCESSOR in each.engine.context_processors for each in backends):
        return []
    return [
        checks.Error(
            f"No template engine has the context processor {CONTEXT_PROCESSOR!r}: "
            "templates have no flash.",
            hint=(
                f"Add {CONTEXT_PROCESSOR!r} to OPTIONS['context_processors'] of the "
                "DjangoTemplates engine in TEMPLATES."
            ),
            id="liveflash.E001",
        )
    ]


def check_session_engine(**_kwargs: Any) -> Messages:
    """Report sessions that are stored in cookies.

    W001: sessions are stored in cookies, which a socket cannot write. Set
    LIVEFLASH_SESSION_ENGINE to a store on the server, such as
    ``"django.contrib.sessions.backends.cached_db"``.
    """
    engine = getattr(settings, "LIVEFLASH_SESSION_ENGINE", settings.SESSION_ENGINE)
    if engine != conf.SIGNED_COOKIES:
        return []
    return [
        checks.Warning(
            "Sessions are stored in signed cookies, which a WebSocket cannot write: "
            "the messages of live pages are stored in the cache instead. They are lost "
            "if the cache is cleared or not shared by all processes.",
            hint=(
                "Set SESSION_ENGINE, or LIVEFLASH_SESSION_ENGINE for live pages only, "
                "to a store on the server such as "
                "'django.contrib.sessions.backends.cached_db'. If all processes share "
                "a cache, set LIVEFLASH_SESSION_ENGINE to "
                "'django.contrib.sessions.backends.cache'."
            ),
            id="liveflash.W001",
        )
    ]


def check_skin(**_kwargs: Any) -> Messages:
    """Report an unknown skin.

    E008: LIVEFLASH_SKIN names an unknown design system. Set it to one of SKINS, or
    remove it.
    """
    skin = conf.skin()
    if skin in conf.SKINS:
        return []
    known = ", ".join(map(repr, conf.SKINS))
    return [
        checks.Error(
            f"LIVEFLASH_SKIN is {skin!r}, which is not a skin.",
            hint=(
                f"Set LIVEFLASH_SKIN to one of {known}, or remove it for "
                f"{conf.SKINS[0]!r}. For your own styles, keep "
                f"{conf.SKINS[0]!r} and see docs/styling.md."
            ),
            id="liveflash.E008",
        )
    ]


def check_plain_pages(**_kwargs: Any) -> Messages:
    """Report an unknown value of LIVEFLASH_PLAIN_PAGES.

    E012: LIVEFLASH_PLAIN_PAGES is none of its values. Set it to one of PLAIN_PAGES, or
    remove it.
    """
    pages = conf.plain_pages()
    if pages in conf.PLAIN_PAGES:
        return []
    known = ", ".join(map(repr, conf.PLAIN_PAGES))
    return [
        checks.Error(
            f"LIVEFLASH_PLAIN_PAGES is {pages!r}, which is none of {known}.",
            hint=(f"Set LIVEFLASH_PLAIN_PAGES to one of {known}, or remove it."),
            id="liveflash.E012",
        )
    ]


def check_socket_path(**_kwargs: Any) -> Messages:
    """Report a path that no socket can have.

    E010: LIVEFLASH_SOCKET_PATH is not the path of a socket. Set it to a path such as
    ``"/live"``, without a slash at the end.
    """
    path = conf.socket_path()
    if _SOCKET_PATH.fullmatch(str(path)):
        return []
    return [
        checks.Error(
            f"LIVEFLASH_SOCKET_PATH is {path!r}, which is not the path of a socket.",
            hint=(
                "Set LIVEFLASH_SOCKET_PATH to a path such as '/live', without a slash "
                "at the end, or remove it. The script prefix is added to it."
            ),
            id="liveflash.E010",
        )
    ]


def check_callback_context(**_kwargs: Any) -> Messages:
    """Report a path that leads to no context manager.

    E011: LIVEFLASH_CALLBACK_CONTEXT is not the path of a context manager. Set it to the
    path of a function with ``@contextmanager`` that takes a request or None.
    """
    path = getattr(settings, "LIVEFLASH_CALLBACK_CONTEXT", None)
    try:
        is_callable = path is None or callable(import_string(path))
    except (ImportError, AttributeError) as error:
        return [_no_callback_context(path, str(error))]
    return [] if is_callable else [_no_callback_context(path, "it is not callable")]


def _no_callback_context(path: object, problem: str) -> checks.Error:
    return checks.Error(
        f"LIVEFLASH_CALLBACK_CONTEXT is {path!r}, which is not the path of a function "
        f"that returns a context manager: {problem}.",
        hint=(
            "Set it to the dotted path of a function with @contextmanager that takes "
            "a request, or None without one."
        ),
        id="liveflash.E011",
    )


def check_action_handler(**_kwargs: Any) -> Messages:
    """Report a path that leads to no function.

    E016: LIVEFLASH_ACTIONS is not the path of a function. Set it to the path of a
    function that takes a request and the payload of an action.
    """
    path = getattr(settings, "LIVEFLASH_ACTIONS", None)
    try:
        problem = "it is not callable"
        is_callable = path is None or callable(import_string(path))
    except (ImportError, AttributeError) as error:
        is_callable, problem = False, str(error)
    if is_callable:
        return []
    return [
        checks.Error(
            f"LIVEFLASH_ACTIONS is {path!r}, which is not the path of a function: "
            f"{problem}.",
            hint=(
                "Set it to the dotted path of a function that takes a request and the "
                "payload of an action, or None without one."
            ),
            id="liveflash.E016",
        )
    ]


CHECKS = (
    check_context_processor,
    check_session_engine,
    check_skin,
    check_plain_pages,
    check_socket_path,
    check_callback_context,
    check_action_handler,
)
