"""The request by which a socket joins a page."""

from django.core.handlers.asgi import ASGIRequest


class JoinRequest(ASGIRequest):
    """The GET by which a socket joins the page at its URL.

    It passes the middleware, the URLconf and the decorators of the page. The view
    answers it without a mount, which is done by the channel.
    """
