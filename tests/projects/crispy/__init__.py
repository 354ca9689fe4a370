"""A project with forms of django-crispy-forms and a loop of Django's messages."""
