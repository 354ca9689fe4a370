"""The tenants and their hosts."""

from django.db import models
from django_tenants.models import DomainMixin, TenantMixin


class Tenant(TenantMixin):  # type: ignore[misc]
    """A customer, who has a schema."""

    name = models.CharField(max_length=50)


class Domain(DomainMixin):  # type: ignore[misc]
    """The host of a tenant."""
