"""A client of the protocol for tests, fault injection and benchmarks.

``frames`` reads pages and builds frames, with the standard library alone. ``page`` has
one page in one tab, on a server of ``in_process`` or of ``network``.
"""
