"""From a template and a context to the tree that the client merges.

``compiler`` turns a template's nodes into a ``Block``: text that never changes, and
slots. A view keeps one state for each slot, which ``slots`` and ``loops`` compare with
what the context gives now, so that a render gives the changes alone. ``lookups`` finds
variables as Django does, ``nodes`` knows Django's own tags, and what nobody knows is
rendered by Django into one opaque slot.
"""
