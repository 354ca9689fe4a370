"""Several messages of one key, on their way between pages."""

import re
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.test import AsyncClient
from django.urls import path

from liveflash import LiveView, LiveViewSocket, add_flash
from tests.conftest import OpenPage
from tests.protocol_client.page import message_texts

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]

BOTH = ["One.", "Two."]


class AddingView(LiveView[Any]):
    """A view that adds messages and may go elsewhere."""

    template_name = "plain.html"

    async def mount(self, socket: LiveViewSocket[Any], session: Any) -> None:
        if "mounted" in socket.request.GET:
            self.add(socket)

    async def handle_event(
        self, event: str, payload: Any, socket: LiveViewSocket[Any]
    ) -> None:
        self.add(socket)
        match event:
            case "redirect":
                socket.redirect("/next/")
            case "navigate":
                socket.push_navigate("/other/")

    def add(self, socket: LiveViewSocket[Any]) -> None:
        for text in BOTH:
            socket.add_flash("info", text)


class OtherView(AddingView):
    """Another view."""


def send(request: HttpRequest) -> HttpResponse:
    for text in BOTH:
        add_flash(request, "info", text)
    return redirect(request.GET["to"])


def following(request: HttpRequest) -> HttpResponse:
    return render(request, "plain.html")


urlpatterns = [
    path("adding/", AddingView.as_view()),
    path("other/", OtherView.as_view()),
    path("send/", send),
    path("next/", following),
]


@pytest.mark.parametrize("url", ["/adding/?mounted", "/adding/"])
async def test_a_reconnect_restores_them(live: OpenPage, url: str) -> None:
    page = await live(url)
    if url == "/adding/":
        await page.event("add")
    await page.reconnect()
    assert page.texts == BOTH


async def test_live_navigation_takes_them_along(live: OpenPage) -> None:
    page = await live("/adding/")
    reply = await page.event("navigate")
    await page.navigate("/other/", reply["response"]["live_redirect"]["flash"])
    assert page.texts == BOTH


async def test_a_redirect_takes_them_along(live: OpenPage) -> None:
    page = await live("/adding/")
    reply = await page.event("redirect")
    page.client.cookies["__phoenix_flash__"] = reply["response"]["redirect"]["flash"]
    response = await page.client.get("/next/")
    assert message_texts(response.content.decode()) == BOTH


@pytest.mark.parametrize("to", ["/next/", "/adding/"])
async def test_a_plain_view_sends_them_to_the_next_page(to: str) -> None:
    response = await AsyncClient().get(f"/send/?to={to}", follow=True)
    assert message_texts(response.content.decode()) == BOTH


async def test_dismissing_one_leaves_the_other(live: OpenPage) -> None:
    page = await live("/adding/")
    await page.event("add")
    first = re.search(r'<liveflash-message id="liveflash-(\w+)"', page.html)
    assert first is not None
    await page.clear_flash(id=first[1])
    assert page.texts == ["Two."]


async def test_dismissing_the_key_dismisses_both(live: OpenPage) -> None:
    page = await live("/adding/")
    await page.event("add")
    await page.clear_flash(key="info")
    assert page.texts == []
