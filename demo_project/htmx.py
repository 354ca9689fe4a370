"""A page with htmx, and the views that answer it."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST
from django.views.generic import FormView

from liveflash import put_flash


class InvitationForm(forms.Form):
    """An ordinary form."""

    email = forms.EmailField(label="E-mail", max_length=80)


class HtmxView(FormView):
    """A page with a form, which htmx sends and replaces."""

    template_name = "htmx.html"
    form_class = InvitationForm
    more_sources = ("templates/invitation.html",)

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        """Return an empty form, and put a message."""
        put_flash(self.request, "success", f"{form.cleaned_data['email']} is invited.")
        return render(self.request, "invitation.html", {"form": InvitationForm()})

    def form_invalid(self, form: InvitationForm) -> HttpResponse:
        """Return the form with its errors, and put a message."""
        put_flash(self.request, "error", "Nobody is invited yet.")
        return render(self.request, "invitation.html", {"form": form}, status=422)


@require_POST
def archive(request: HttpRequest) -> HttpResponse:
    """Return nothing, and put a message."""
    put_flash(request, "info", "Archived. The response is empty.")
    return HttpResponse(status=204)


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Have htmx load another page, which shows the message."""
    put_flash(request, "success", "Put just before HX-Redirect.")
    return HttpResponse(headers={"HX-Redirect": reverse("arrival")})
