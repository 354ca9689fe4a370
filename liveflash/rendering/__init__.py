"""From a template and a context to the tree that the client merges.

``compiler`` turns a template's nodes into a ``Block``: text that never changes, and
slots. A view keeps one state for each slot, which ``slots``, ``choices`` and ``loops``
compare with what the context gives now, so that a render gives the changes alone.
``lookups`` finds variables as Django does; ``nodes``, ``templates`` and ``places`` know
Django's own tags. What nobody knows Django renders: ``passage`` finds its ``contents``
in what it shows, which keep their structure, by way of a node's ``twins``; the rest is
opaque. ``programs`` and ``region`` keep what was compiled; ``pages`` renders.
"""
