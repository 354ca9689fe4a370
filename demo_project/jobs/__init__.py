"""A task in another process, and the pages that start it."""
