"""The tests' own pages, with the toolbar."""

from debug_toolbar.toolbar import debug_toolbar_urls

from tests.urls import urlpatterns as pages

urlpatterns = [*pages, *debug_toolbar_urls()]
