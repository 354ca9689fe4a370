"""A project with an API by Django REST framework."""
