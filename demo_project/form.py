"""A Django form, with its errors beside the fields and as a message."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from liveflash import LiveView, LiveViewSocket, event


class BookingForm(forms.Form):
    """An ordinary form: it knows nothing of live views."""

    name = forms.CharField(max_length=40)
    email = forms.EmailField(label="E-mail")
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))
    seats = forms.IntegerField(min_value=1, max_value=9, initial=2)

    def clean_day(self) -> date:
        """Take no booking for the past."""
        day: date = self.cleaned_data["day"]
        if day < timezone.localdate():
            raise forms.ValidationError("Choose a day to come.")
        return day


@dataclass
class Context:
    """What the template shows."""

    form: BookingForm = field(default_factory=BookingForm)


class FormLiveView(LiveView[Context]):
    """Check while the visitor writes, and say how it went."""

    template_name = "form.html"

    async def mount(self, socket: LiveViewSocket[Context], session: Any) -> None:
        """Begin with an empty form."""
        socket.context = Context()
        socket.live_title = "Form"

    @event
    async def check(self, payload: QueryDict, socket: LiveViewSocket[Context]) -> None:
        """Check what was entered, and not yet what was not."""
        form = BookingForm(payload)
        for name in form.fields:
            if f"_unused_{name}" in payload:
                form.errors.pop(name, None)
        socket.context.form = form

    @event
    async def book(self, payload: QueryDict, socket: LiveViewSocket[Context]) -> None:
        """Take the booking, or say what is wrong with it."""
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
        """Take the number from a button: it comes as an int, or not at all."""
        socket.context.form = BookingForm(initial={"seats": count})


def _summary(form: BookingForm) -> dict[str, Any]:
    """The errors as a message with a title and a list."""
    wrong = [str(form[name].label) for name in form.errors]
    return {"title": "Please check these fields", "fields": wrong}
