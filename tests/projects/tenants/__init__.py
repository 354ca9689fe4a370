"""A project with a schema for each tenant, by django-tenants on PostgreSQL."""
