"""Pages without a live view: forms that are answered by a redirect."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from liveflash import put_flash

TEXTS = {
    messages.SUCCESS: "Your changes are published.",
    messages.INFO: "A new version is ready.",
    messages.WARNING: "Your trial ends in three days.",
    messages.ERROR: "The printer does not answer.",
}


class NameForm(forms.Form):
    """An ordinary form."""

    name = forms.CharField(label="Name", max_length=40)


class PlainView(FormView):
    """An ordinary form: put a message, then redirect or show the errors."""

    template_name = "plain.html"
    form_class = NameForm
    success_url = reverse_lazy("plain")

    def form_valid(self, form: NameForm) -> HttpResponse:
        """Put a message, which the page after the redirect shows."""
        put_flash(self.request, "success", f"{form.cleaned_data['name']} is saved.")
        return super().form_valid(form)

    def form_invalid(self, form: NameForm) -> HttpResponse:
        """Put a message, which this response shows."""
        put_flash(self.request, "error", "Nothing is saved: see below.")
        return super().form_invalid(form)


@require_POST
def notify(request: HttpRequest) -> HttpResponse:
    """Put one of Django's own messages, at the level of the clicked button."""
    level = messages.DEFAULT_LEVELS.get(request.POST.get("level", ""), messages.INFO)
    messages.add_message(request, level, TEXTS.get(level, TEXTS[messages.INFO]))
    return redirect("plain")


@require_POST
def send(request: HttpRequest) -> HttpResponse:
    """Put a message and redirect to a live page or to a plain one."""
    if request.POST.get("with") == "django":
        messages.success(request, "Put by Django's own messages.")
    else:
        put_flash(request, "info", "Put by a plain Django view.")
    return redirect("arrival" if request.POST.get("to") == "live" else "plain")
