"""The corpus: small templates that use everything, and how their contexts change."""

from tests.rendering.corpus import (
    around,
    blocks,
    components,
    conditions,
    extended,
    filters,
    flash,
    live,
    lookups,
    loops,
    parts,
    scopes,
    tags,
    values,
)

CASES = [
    *around.CASES,
    *blocks.CASES,
    *components.CASES,
    *conditions.CASES,
    *extended.CASES,
    *filters.CASES,
    *flash.CASES,
    *live.CASES,
    *lookups.CASES,
    *loops.CASES,
    *parts.CASES,
    *scopes.CASES,
    *tags.CASES,
    *values.CASES,
]
