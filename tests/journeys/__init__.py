"""Flash on every way from one page to another."""
