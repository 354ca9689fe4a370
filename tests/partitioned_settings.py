"""The tests' own settings, for a site in frames of browsers that partition cookies."""

from tests.frame_settings import *  # noqa: F403 (all of them)
from tests.settings import MIDDLEWARE

MIDDLEWARE = ["tests.partitioned.partitioning", *MIDDLEWARE]
