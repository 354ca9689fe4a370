"""A project whose admin shows flash, and has a live page of its own."""
