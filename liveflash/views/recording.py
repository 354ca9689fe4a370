"""The effects that a view's callbacks, its tasks and its threads record."""

import threading
from collections.abc import Awaitable, Callable, Generator
from dataclasses import replace
from typing import Any

from liveflash.views.effects import NO_EFFECTS, Effects, Navigation

# Shared by all pages, because it is held for microseconds only.
LOCK = threading.Lock()


class Recorded:
    """The awaitable that recording methods return; awaiting it may do more at once."""

    def __init__(self, call: Callable[[], Awaitable[None]] | None = None) -> None:
        self._call = call

    def __await__(self) -> Generator[Any, None, None]:
        if self._call is not None:
            yield from self._call().__await__()


RECORDED = Recorded()


class EffectRecorder:
    """The part of a socket that records effects; its methods are thread-safe.

    ``has_ended`` is true once nothing carries them out; then only the last are kept.
    """

    has_ended = False

    def __init__(self) -> None:
        self._on_change: Callable[[], None] | None = None
        self._effects = NO_EFFECTS
        self._title: str | None = None
        self._taken_title: str | None = None

    @property
    def live_title(self) -> str | None:
        """The title of the page, which the browser shows; None to keep that of HTML."""
        return self._title

    @live_title.setter
    def live_title(self, title: str | None) -> None:
        has_changed, self._title = title != self._title, title
        if has_changed:
            self._note_change()

    @property
    def navigation(self) -> Navigation | None:
        """The navigation that a callback has requested last, None if there is none."""
        return self._effects.navigation

    @property
    def has_effects(self) -> bool:
        """True if effects were recorded that have not been taken."""
        return self._effects is not NO_EFFECTS

    def take_patch(self) -> Navigation | None:
        """Return the requested patch and forget it; None if there is none."""
        with LOCK:
            navigation = self._effects.navigation
            if navigation is None or navigation.kind != "patch":
                return None
            self._effects = replace(self._effects, navigation=None)
            return navigation

    def take_effects(self) -> Effects:
        """Return the effects recorded since the last call and forget them."""
        with LOCK:
            effects, self._effects = self._effects, NO_EFFECTS
        title = self._title
        if title == self._taken_title:
            return effects
        self._taken_title = title
        return replace(effects, title=title)

    def _navigate(self, navigation: Navigation) -> Recorded:
        with LOCK:
            self._effects = replace(self._effects, navigation=navigation)
        self._note_change()
        return RECORDED

    def _record(self, kind: str, *effects: Any) -> Recorded:
        """Add effects of one kind, after those that were recorded before."""
        with LOCK:
            before = () if self.has_ended else getattr(self._effects, kind)
            added: Any = {kind: (*before, *effects)}
            self._effects = replace(self._effects, **added)
        self._note_change()
        return RECORDED

    def _note_change(self) -> None:
        if self._on_change is not None:
            self._on_change()
