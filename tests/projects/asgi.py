"""The server of a project, which makes its database when it starts."""

from django.core.management import call_command
from django.db import connection

from tests.asgi import application

__all__ = ["application"]

call_command("migrate", verbosity=0)
connection.close()
