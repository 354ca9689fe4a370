"""Render Django templates as statics and dynamics, and find what has changed.

``compiler`` turns the nodes of a template into a ``Block``: static texts with slots
between them. Each client has a state for each slot, which the slot compares with the
current values of the template's variables to find the changes.

- ``blocks``, ``conditionals``, ``loops``, ``scopes``: the kinds of slots
- ``default_tags``, ``debug_tag``, ``i18n_tags``, ``loader_tags``, ``message_slots``:
  compilers of tags
- ``component_markup``: what django-components adds to the HTML of its tags
- ``variables``, ``attribute_access``, ``parts``, ``keys``: lookup and comparison
- ``nodes``: facts about the nodes of a template
- ``context``, ``environment``: what a render depends on
- ``side_effects``, ``request_state``: what tags leave behind in a render
- ``container``, ``compiled``: ``{% live %}`` and the compiled templates
- ``renderer``: rendering a page
- ``module_templates``: the loader of templates beside the modules of views
"""
