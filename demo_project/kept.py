"""The notification centre: messages that a user finds again later."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView

from liveflash import push_flash, put_flash


class KeptView(TemplateView):
    """Keep messages for the visitor, or for everyone."""

    template_name = "kept.html"

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep the message of the clicked button."""
        match request.POST.get("send"):
            case "toast":
                put_flash(request, "info", "Read me now: I am not kept.")
            case "order":
                order = {"title": "Order 7 has shipped", "url": reverse("kept")}
                put_flash(request, "order", order, level="success", keep=True)
            case "mention":
                links = [{"label": "Answer", "url": reverse("plain")}]
                mention = {"title": "Ada mentioned you", "actions": links}
                push_flash(
                    "mention", mention, user=request.user, icon="user", keep=True
                )
            case "everyone":
                text = "Maintenance tonight from ten to eleven."
                push_flash("notice", text, everyone=True, level="warning", keep=True)
        return redirect("kept")
