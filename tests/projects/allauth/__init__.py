"""A project whose users log in and out with django-allauth."""
