"""The settings of a project with tenants; ``LIVEFLASH_STORE_ADDRESS`` is its server."""

import os

from tests.settings import *  # noqa: F403
from tests.settings import INSTALLED_APPS as TENANT_APPS
from tests.settings import MIDDLEWARE

SHARED_APPS = ["django_tenants", "tests.projects.tenants"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
MIDDLEWARE = ["django_tenants.middleware.main.TenantMainMiddleware", *MIDDLEWARE]
TENANT_MODEL = "tenants.Tenant"
TENANT_DOMAIN_MODEL = "tenants.Domain"
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASES = {
    "default": {
        "ENGINE": "django_tenants.postgresql_backend",
        "HOST": os.environ["LIVEFLASH_STORE_ADDRESS"],
        "NAME": "postgres",
        "USER": "postgres",
    }
}
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "tests.projects.tenants.site"
LIVEFLASH_CALLBACK_CONTEXT = "tests.projects.tenants.site.tenant_of_page"
