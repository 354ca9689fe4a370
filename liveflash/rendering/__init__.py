"""From a template and a context to the tree that the client merges.

``compiler`` turns a template's nodes into a ``Block``: text that never changes, and
slots. A view keeps one state for each slot, which ``slots``, ``choices`` and ``loops``
compare with what the context gives now, so that a render gives the changes alone.
``lookups`` finds variables as Django does; ``nodes``, ``templates`` and ``passage``
know Django's own tags, and what nobody knows Django renders, as one opaque slot.
``programs`` and ``region`` keep what was compiled; ``pages`` renders.
"""
