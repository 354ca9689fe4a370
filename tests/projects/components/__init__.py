"""A project whose pages are made of the components of django-components."""
