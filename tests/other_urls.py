"""The URLs of another site on the same server."""

from django.urls import path

from tests import live

urlpatterns = [path("elsewhere/", live.StageView.as_view())]
