"""A form, on a live page and on a plain one."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from liveflash import LiveView, event


class TaskForm(forms.Form):
    title = forms.CharField(max_length=10)
    days = forms.IntegerField(max_value=30, initial=1)

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.helper = FormHelper()
        self.helper.form_id = "task"
        self.helper.attrs = {
            "phx-change": "check",
            "phx-submit": "save",
            "novalidate": True,
        }
        self.helper.add_input(Submit("save", "Save"))


def save(request: HttpRequest, form: TaskForm) -> None:
    """Say what is wrong with a form, or that it is saved."""
    if form.is_valid():
        messages.success(request, "Saved.")
    else:
        messages.error(request, "Have another look.")


class TaskView(LiveView[dict[str, Any]]):
    template_name = "form.html"

    def mount(self, socket: Any, session: Any) -> None:
        socket.context = {"form": TaskForm()}

    @event
    def check(self, payload: Any, socket: Any) -> None:
        socket.context["form"] = TaskForm(payload)

    @event
    def save(self, payload: Any, socket: Any) -> None:
        socket.context["form"] = TaskForm(payload)
        save(self.request, socket.context["form"])


def plain(request: HttpRequest) -> HttpResponse:
    """Show and take the form without a live page."""
    form = TaskForm(request.POST or None)
    if request.method == "POST":
        save(request, form)
    return render(request, "form.html", {"form": form})


urlpatterns = [path("task/", TaskView.as_view()), path("plain/", plain)]
