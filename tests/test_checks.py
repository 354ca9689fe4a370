"""The system checks: what each finds, and where it stays silent."""

from pathlib import Path
from types import ModuleType
from typing import Any

import django
import pytest
from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.contrib.auth.decorators import login_required
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.core.checks import CheckMessage, run_checks
from django.urls import include, path, re_path
from django.views import View
from pytest_django import Settings

from liveflash import LiveView
from liveflash.checks import middleware
from liveflash.checks.channel_layers import IN_MEMORY
from liveflash.routing import websocket_urlpatterns


def other_application(*args: Any) -> Any:
    """An application that shows nothing of its routes."""


class ForeignRouter:
    """A router of another framework, whose routes are not Django's."""

    routes = (object(),)


def by_websocket(application: Any) -> ProtocolTypeRouter:
    return ProtocolTypeRouter({"http": other_application, "websocket": application})


nested = URLRouter([path("websocket", other_application)])

routed = by_websocket(URLRouter(websocket_urlpatterns))
wrapped = by_websocket(
    AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns)))
)
below = by_websocket(
    URLRouter(
        [
            path("live/", URLRouter([path("chat", other_application)])),
            re_path(r"^live", AuthMiddlewareStack(nested)),
        ]
    )
)
foreign = by_websocket(ForeignRouter())
unknown = by_websocket(other_application)
elsewhere = by_websocket(URLRouter([path("ws/", other_application)]))
below_elsewhere = by_websocket(URLRouter([path("ws/", nested)]))
of_startproject = get_asgi_application()
of_startproject_with_static = ASGIStaticFilesHandler(of_startproject)
http_only = ProtocolTypeRouter({"http": other_application})


class BareView(LiveView[Any]):
    pass


class LostView(LiveView[Any]):
    template_name = "lost.html"


class GoodView(LiveView[Any]):
    template_name = "settings.html"


class ChoosingView(LiveView[Any]):
    @property
    def template_name(self) -> str:  # type: ignore[override]
        return "settings.html"


def found() -> list[CheckMessage]:
    return run_checks(tags=["liveflash"])


def use_urls(settings: Settings, *patterns: Any) -> None:
    urls = ModuleType("urls")
    urls.__dict__["urlpatterns"] = patterns
    settings.ROOT_URLCONF = urls


def test_a_project_with_everything_hears_nothing() -> None:
    assert found() == []


def test_context_processor_missing(settings: Settings) -> None:
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "OPTIONS": {}}]
    assert [message.id for message in found()] == ["liveflash.E001"]


def test_context_processor_in_one_of_two_engines(settings: Settings) -> None:
    (engine,) = settings.TEMPLATES
    mail = {**engine, "NAME": "mail", "OPTIONS": {}}
    settings.TEMPLATES = [mail, engine]
    assert found() == []


@pytest.mark.parametrize(
    ("application", "ids"),
    [
        (None, ["liveflash.E002"]),
        ("tests.absent.application", ["liveflash.E003"]),
        ("tests.asgi.absent", ["liveflash.E003"]),
        ("tests.test_checks.routed", []),
        ("tests.test_checks.wrapped", []),
        ("tests.test_checks.below", []),
        ("tests.test_checks.foreign", []),
        ("tests.test_checks.unknown", []),
        ("tests.test_checks.other_application", []),
        ("tests.test_checks.elsewhere", ["liveflash.E004"]),
        ("tests.test_checks.below_elsewhere", ["liveflash.E004"]),
        ("tests.test_checks.http_only", ["liveflash.E004"]),
        ("tests.test_checks.of_startproject", ["liveflash.E004"]),
        ("tests.test_checks.of_startproject_with_static", ["liveflash.E004"]),
    ],
    ids=lambda value: value.rpartition(".")[2] if isinstance(value, str) else None,
)
def test_asgi_application(
    settings: Settings, application: str | None, ids: list[str]
) -> None:
    settings.ASGI_APPLICATION = application
    assert [message.id for message in found()] == ids


def test_asgi_application_not_set(settings: Settings) -> None:
    del settings.ASGI_APPLICATION
    assert [message.id for message in found()] == ["liveflash.E002"]


def test_a_route_that_only_plain_pages_would_use(settings: Settings) -> None:
    use_urls(settings)
    settings.ASGI_APPLICATION = "tests.test_checks.http_only"
    assert [message.id for message in found()] == ["liveflash.W007"]
    settings.LIVEFLASH_PLAIN_PAGES = "users"
    assert [message.id for message in found()] == ["liveflash.E004"]


def test_a_project_without_live_views_needs_no_asgi_application(
    settings: Settings,
) -> None:
    settings.ROOT_URLCONF = "tests.projects.admin_stack.site"
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.admin"]
    del settings.ASGI_APPLICATION
    settings.CHANNEL_LAYERS = {}
    ids = {message.id for message in found()}
    assert not ids & {"liveflash.E002", "liveflash.W002"}


@pytest.mark.parametrize("urls", ["tests.projects.admin_stack.site", "tests.urls"])
def test_without_a_socket_no_asgi_application_is_needed(
    settings: Settings, urls: str
) -> None:
    settings.LIVEFLASH_PLAIN_PAGES = "none"
    settings.ASGI_APPLICATION = None
    settings.CHANNEL_LAYERS = {}
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "django.contrib.admin"]
    settings.ROOT_URLCONF = urls
    ids = {message.id for message in found()}
    has_live_views = urls == "tests.urls"
    assert ("liveflash.E002" in ids) is has_live_views


def test_signed_cookies(settings: Settings) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    assert [message.id for message in found()] == ["liveflash.W001"]


def test_signed_cookies_with_a_store_for_live_pages(settings: Settings) -> None:
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.LIVEFLASH_SESSION_ENGINE = "django.contrib.sessions.backends.cache"
    assert found() == []


def test_no_channel_layer(settings: Settings) -> None:
    del settings.CHANNEL_LAYERS
    assert [message.id for message in found()] == ["liveflash.W002"]


@pytest.mark.parametrize(
    ("backend", "is_debug", "ids"),
    [
        pytest.param(IN_MEMORY, False, ["liveflash.W003"], id="in memory"),
        pytest.param(IN_MEMORY, True, [], id="in memory, for development"),
        pytest.param("channels_redis.core.RedisChannelLayer", False, [], id="shared"),
    ],
)
def test_a_deployed_layer_is_shared(
    settings: Settings, backend: str, is_debug: bool, ids: list[str]
) -> None:
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": backend}}
    settings.DEBUG = is_debug
    messages = run_checks(tags=["liveflash"], include_deployment_checks=True)
    assert [message.id for message in messages] == ids


def test_no_urlconf(settings: Settings) -> None:
    del settings.ROOT_URLCONF
    assert found() == []


@pytest.mark.parametrize(
    ("view", "message"),
    [
        (BareView.as_view(), "The LiveView BareView has no template."),
        (login_required(BareView.as_view()), "The LiveView BareView has no template."),
        (
            LostView.as_view(),
            "The template 'lost.html' of the LiveView LostView does not exist.",
        ),
        (
            BareView.as_view(template_name="gone.html"),
            "The template 'gone.html' of the LiveView BareView does not exist.",
        ),
    ],
    ids=["none", "decorated", "lost", "option-lost"],
)
def test_live_view_without_a_template(
    settings: Settings, view: Any, message: str
) -> None:
    use_urls(settings, path("", view))
    assert [each.msg for each in found()] == [message]


@pytest.mark.parametrize(
    "view",
    [
        GoodView.as_view(),
        LostView.as_view(template_name="settings.html"),
        ChoosingView.as_view(),
        View.as_view(),
        other_application,
    ],
    ids=["class", "option", "property", "another-view", "function"],
)
def test_view_with_nothing_to_say_about(settings: Settings, view: Any) -> None:
    use_urls(settings, path("", view))
    assert found() == []


def test_live_view_in_an_include_is_reported_once(settings: Settings) -> None:
    patterns = [path("a/", BareView.as_view()), path("b/", BareView.as_view())]
    use_urls(settings, path("", include(patterns)))
    assert [(each.id, each.obj) for each in found()] == [("liveflash.E005", BareView)]


def test_live_view_whose_template_is_broken(settings: Settings) -> None:
    (engine,) = settings.TEMPLATES
    loader = ("django.template.loaders.locmem.Loader", {"lost.html": "{% if %}"})
    options = {**engine["OPTIONS"], "loaders": [loader]}
    settings.TEMPLATES = [
        {"BACKEND": engine["BACKEND"], "OPTIONS": options},
    ]
    use_urls(settings, path("", LostView.as_view()))
    where = "Template: lost.html, " if django.VERSION >= (6,) else ""
    assert [each.msg for each in found()] == [
        "The template 'lost.html' of the LiveView LostView cannot be compiled: "
        f"{where}Unexpected end of expression in if tag."
    ]


def test_unknown_skin(settings: Settings) -> None:
    settings.LIVEFLASH_SKIN = "tailwind"
    assert [each.msg for each in found()] == [
        "LIVEFLASH_SKIN is 'tailwind', which is not a skin."
    ]


@pytest.mark.parametrize("value", ["live", "/live/", "/", "", "/<x>", "/a?b", None])
def test_path_that_no_socket_has(settings: Settings, value: str | None) -> None:
    settings.LIVEFLASH_SOCKET_PATH = value
    settings.ASGI_APPLICATION = "tests.test_checks.unknown"
    assert [each.msg for each in found()] == [
        f"LIVEFLASH_SOCKET_PATH is {value!r}, which is not the path of a socket."
    ]


def test_every_message_has_a_hint(settings: Settings) -> None:
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "OPTIONS": {}}]
    settings.ASGI_APPLICATION = "tests.test_checks.elsewhere"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.CHANNEL_LAYERS = {}
    settings.LIVEFLASH_SKIN = "tailwind"
    use_urls(settings, path("a/", BareView.as_view()), path("b/", LostView.as_view()))
    assert {each.id: bool(each.hint) for each in found()} == {
        "liveflash.E001": True,
        "liveflash.E004": True,
        "liveflash.E005": True,
        "liveflash.E006": True,
        "liveflash.E008": True,
        "liveflash.W001": True,
        "liveflash.W002": True,
    }


@pytest.mark.parametrize("path", ["absent.module", "tests.test_checks.absent", "x", 3])
def test_callback_context_that_cannot_be_imported(
    settings: Settings, path: object
) -> None:
    settings.LIVEFLASH_CALLBACK_CONTEXT = path
    assert [message.id for message in found()] == ["liveflash.E011"]


def test_callback_context_that_is_no_function(settings: Settings) -> None:
    settings.LIVEFLASH_CALLBACK_CONTEXT = "tests.settings.USE_TZ"
    assert [message.id for message in found()] == ["liveflash.E011"]


def test_callback_context(settings: Settings) -> None:
    settings.LIVEFLASH_CALLBACK_CONTEXT = "contextlib.nullcontext"
    assert found() == []


@pytest.mark.parametrize(
    "path",
    ["absent.module", "tests.test_checks.absent", "x", 3, "tests.settings.USE_TZ"],
)
def test_action_handler_that_is_no_function(settings: Settings, path: object) -> None:
    settings.LIVEFLASH_ACTIONS = path
    assert [message.id for message in found()] == ["liveflash.E016"]


def test_action_handler(settings: Settings) -> None:
    settings.LIVEFLASH_ACTIONS = "tests.action_handlers.handle"
    assert found() == []


def use_templates(settings: Settings, directory: Path, **sources: str) -> None:
    """Let a view have the template ``page.html``, besides others."""
    for name, text in sources.items():
        (directory / f"{name}.html").write_text(text)
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [directory]}]
    use_urls(settings, path("", GoodView.as_view(template_name="page.html")))


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("{{ js|js.push:'save' }}", "{% js push 'save' %}"),
        ("{{ js.push('save') }}", "{% js push 'save' %}"),
        ("{{ x|truncatewords(15) }}", "{{ x|truncatewords:15 }}"),
        ("{{ x|len }}", "{{ x|length }}"),
        ("{% cycle 'a', 'b' %}", "{% cycle 'a' 'b' %}"),
        ('{% if x.get("y") %}{% endif %}', "{% if x.y %}"),
    ],
)
def test_a_template_as_in_pyview_is_written_out(
    settings: Settings, tmp_path: Path, text: str, spelling: str
) -> None:
    use_templates(settings, tmp_path, page=text)
    (message,) = found()
    assert message.id == "liveflash.E006"
    assert f"Write {spelling}." in str(message.hint)


def test_an_included_template_that_is_broken(
    settings: Settings, tmp_path: Path
) -> None:
    use_templates(settings, tmp_path, page='{% include "./row.html" %}', row="{% if %}")
    (message,) = found()
    assert message.id == "liveflash.E006"
    assert "'row.html'" in message.msg


def test_an_included_template_that_does_not_exist(
    settings: Settings, tmp_path: Path
) -> None:
    use_templates(settings, tmp_path, page='{% include "./row.html" %}')
    assert found() == []


@pytest.mark.parametrize(
    "row",
    [
        "{{ loop.index }}",
        "{{ loop.index }}{{ loop.index }}",
        '{{ loop.index }}{% include "page.html" %}',
    ],
)
def test_a_template_that_reads_what_only_pyview_has(
    settings: Settings, tmp_path: Path, row: str
) -> None:
    page = '{% for x in xs %}{% include "row.html" %}{% endfor %}'
    use_templates(settings, tmp_path, page=page, row=row)
    (message,) = found()
    assert message.id == "liveflash.W005"
    assert "'row.html'" in message.msg
    assert message.hint == "Write {{ forloop.counter0 }}."


class UnboundView(LiveView[Any]):
    template_name = "settings.html"

    def mount(self, socket: Any, page: int) -> None: ...

    def disconnect(self, reason: str, socket: Any) -> None: ...


def test_callbacks_that_no_call_can_fill(settings: Settings) -> None:
    use_urls(
        settings, path("a/", UnboundView.as_view()), path("b/", UnboundView.as_view())
    )
    assert [(each.id, each.msg) for each in found()] == [
        (
            "liveflash.E015",
            "A callback of the LiveView UnboundView cannot be called. "
            f"UnboundView.{callback}: no value has the name {name!r} in this call. "
            "Take params, request, session, socket, url, user, give it a default, or "
            "use Depends().",
        )
        for callback, name in (("mount", "page"), ("disconnect", "reason"))
    ]


class OwnMessages(MessageMiddleware):
    """Middleware of a project that extends Django's."""


@pytest.mark.parametrize(
    "late",
    [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "tests.test_checks.OwnMessages",
    ],
)
def test_the_flash_middleware_before_what_it_needs_is_an_error(
    settings: Settings, late: str
) -> None:
    settings.MIDDLEWARE = ["liveflash.middleware.FlashMiddleware", late]
    (message,) = found()
    assert (message.id, late in message.msg) == ("liveflash.E013", True)


@pytest.mark.parametrize("others", [[], ["django.middleware.common.CommonMiddleware"]])
def test_the_flash_middleware_after_what_it_needs_is_right(
    settings: Settings, others: list[str]
) -> None:
    mine = "liveflash.middleware.FlashMiddleware"
    needed = [each for each in settings.MIDDLEWARE if "contrib" in each]
    settings.MIDDLEWARE = [*needed, mine, *others]
    assert found() == []


@pytest.fixture
def with_bell(settings: Settings, tmp_path: Path) -> None:
    """A project with a template that has a bell, and no middleware."""
    (tmp_path / "site.html").write_text("{% load liveflash %}{% liveflash_bell %}")
    (engine,) = settings.TEMPLATES
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path]}]
    settings.MIDDLEWARE = []


@pytest.mark.usefixtures("with_bell")
def test_a_bell_without_the_flash_middleware_is_a_warning() -> None:
    ids = [(each.id, "site.html" in each.msg) for each in middleware.check_bell()]
    assert ids == [("liveflash.W006", True)]


@pytest.mark.usefixtures("with_bell")
def test_a_bell_with_the_flash_middleware_is_right(settings: Settings) -> None:
    settings.MIDDLEWARE = ["liveflash.middleware.FlashMiddleware"]
    assert middleware.check_bell() == []
