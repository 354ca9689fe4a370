"""A Django form with errors beside the fields and in a message."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from liveflash import LiveView, LiveViewSocket, event


class BookingForm(forms.Form):
    """An ordinary form, independent of live views."""

    name = forms.CharField(max_length=40)
    email = forms.EmailField(label="E-mail")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    seats = forms.IntegerField(min_value=1, max_value=9, initial=2)

    def clean_day(self) -> date:
        """Reject a day in the past."""
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError("Choose a day to come.")
        return day


@dataclass
class Context:
    """The variables of the template."""

    form: BookingForm = field(default_factory=BookingForm)


class FormLiveView(LiveView[Context]):
    """Validate the form while the visitor types, and report the result."""

    template_name = "form.html"

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Start with an empty form."""
        socket.context = Context()
        socket.live_title = "Form"

    @event
    async def check(self, payload: QueryDict, socket: LiveViewSocket[Context]) -> None:
        """Validate the fields that the visitor has used."""
        form = BookingForm(payload)
        for name in form.fields:
            if f"_unused_{name}" in payload:
                form.errors.pop(name, None)
        socket.context.form = form

    @event
    async def book(self, payload: QueryDict, socket: LiveViewSocket[Context]) -> None:
        """Accept the booking, or show its errors."""
        form = BookingForm(payload)
        if not form.is_valid():
            socket.context.form = form
            socket.clear_flash("success")
            socket.put_flash("error", _summary(form))
            return
        socket.context = Context()
        socket.clear_flash("error")
        booked = form.cleaned_data
        socket.put_flash(
            "success", f"{booked['seats']} seats for {booked['name']} are booked."
        )

    @event
    async def seats(self, count: int, socket: LiveViewSocket[Context]) -> None:
        """Set the number of seats, which arrives as an int."""
        socket.context.form = BookingForm(initial={"seats": count})


def _summary(form: BookingForm) -> dict[str, Any]:
    """Return the errors as a message with a title and a list."""
    labels = [str(form[name].label) for name in form.errors]
    return {"title": "Please check these fields", "fields": labels}
