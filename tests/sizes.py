"""How large the tests are that put load on servers."""

import os

IS_NIGHTLY = "LIVEFLASH_NIGHTLY" in os.environ


def at_night(nightly: int, otherwise: int) -> int:
    """Return the number for ``make nightly``, or that for ``make test``."""
    return nightly if IS_NIGHTLY else otherwise
