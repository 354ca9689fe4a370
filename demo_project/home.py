"""The first page: an ordinary Django view, with no live part."""

from django.views.generic import TemplateView


class HomeView(TemplateView):
    """Say what the demo shows."""

    template_name = "home.html"
