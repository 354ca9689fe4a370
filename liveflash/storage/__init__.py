"""Storage of flash: session records, tokens, visitor identity, flash in transit."""
