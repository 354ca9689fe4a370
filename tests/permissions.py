"""The permission that some pages of the tests' sites ask for."""

from asgiref.sync import sync_to_async
from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission, User


@sync_to_async
def permit_adding_groups(user: User) -> None:
    """Give ``user`` the permission ``auth.add_group``.

    Create it first: the database is emptied after each test, permissions included.
    """
    create_permissions(apps.get_app_config("auth"), verbosity=0)
    user.user_permissions.add(Permission.objects.get(codename="add_group"))
