"""A project in development, with django-debug-toolbar."""
