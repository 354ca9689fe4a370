"""The path of pyview's own copy of ibis, for imports of its filters."""
