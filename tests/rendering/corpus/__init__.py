"""The corpus: small templates that use everything, and how their contexts change."""

from tests.rendering.corpus import (
    blocks,
    components,
    conditions,
    filters,
    flash,
    includes,
    inheritance,
    left_behind,
    live,
    lookups,
    loops,
    scopes,
    tags,
    third_party_blocks,
    values,
)

CASES = [
    *third_party_blocks.CASES,
    *blocks.CASES,
    *components.CASES,
    *conditions.CASES,
    *inheritance.CASES,
    *filters.CASES,
    *flash.CASES,
    *left_behind.CASES,
    *live.CASES,
    *lookups.CASES,
    *loops.CASES,
    *includes.CASES,
    *scopes.CASES,
    *tags.CASES,
    *values.CASES,
]
