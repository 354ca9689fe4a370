"""A project with django-htmx, and live pages beside its own."""
