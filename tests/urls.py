"""The tests' URLs."""

from django.contrib.auth.decorators import permission_required
from django.urls import path

from tests import feedback, jobs, live, rich, site, swaps, visitor_state, visits, xss
from tests.example import SettingsLiveView
from tests.looks.site import LooksView, PicturesView
from tests.responses import site as responses
from tests.testing import site as kit

urlpatterns = [
    path("settings/", SettingsLiveView.as_view(), name="settings"),
    path("stage/", live.StageView.as_view(), name="stage"),
    path("stage/<int:pk>/", live.StageView.as_view()),
    path("other/", live.OtherView.as_view()),
    path("dialog/", live.DialogView.as_view()),
    path("bell/", live.BellView.as_view()),
    path("bell-plain/", site.bell),
    path("bell-strict/", site.strict(live.BellView.as_view())),
    path("own/", live.StageView.as_view(template_name="own.html")),
    path("inner/", live.StageView.as_view(template_name="inner.html")),
    path("strict/", site.strict(live.DialogView.as_view())),
    path("kept/", live.StageView.as_view(keep_flash_on_patch=True)),
    path("sync/", live.PlainCallbacksView.as_view()),
    path("groups/", live.QuerysetView.as_view()),
    path("members/", live.MembersView.as_view()),
    path(
        "staff/",
        permission_required("auth.add_group", raise_exception=True)(
            live.StageView.as_view()
        ),
    ),
    path("jobs/", jobs.JobsView.as_view()),
    path("whole/", live.WholeView.as_view()),
    path("language/", live.LanguageView.as_view()),
    path("leaving/<str:how>/", live.LeavingView.as_view()),
    path("broken/", live.BrokenMountView.as_view()),
    path("handling/", live.HandlingView.as_view()),
    path("quiet/", live.QuietView.as_view()),
    path("feedback/", feedback.FeedbackView.as_view()),
    path("welcome/", feedback.WelcomeView.as_view()),
    path("moving-welcome/", feedback.MovingWelcomeView.as_view()),
    path("sync-welcome/", feedback.SyncWelcomeView.as_view()),
    path("progress/", feedback.ProgressView.as_view()),
    path("state/", visitor_state.VisitorStateView.as_view()),
    path("kit/", kit.StageView.as_view()),
    path("looks/", LooksView.as_view()),
    path("pictures/", PicturesView.as_view()),
    path("xss/", xss.ShowingView.as_view()),
    path("xss/send/", xss.send),
    path("rich/", rich.plain),
    path("rich-strict/", site.strict(rich.RichView.as_view())),
    path("rich-live/", rich.RichView.as_view()),
    path("rich-handling/", rich.HandlingView.as_view()),
    path("plain/", site.plain),
    path("bare/", site.bare),
    path("send/", site.send),
    path("push/", site.push),
    path("export/", site.export),
    path("htmx/", swaps.page, {"library": "htmx"}),
    path("htmx2/", swaps.page, {"library": "htmx2"}),
    path("turbo/", swaps.page, {"library": "turbo"}),
    *responses.urlpatterns,
    path("swaps/<str:how>/", swaps.respond),
    path("answer/<str:how>/", swaps.answer),
    path("live-<str:library>/", swaps.SwapsView.as_view()),
    path("visits/<str:library>/<str:name>/", visits.VisitedView.as_view()),
    path("visits-plain/<str:library>/", visits.plain),
    path("visits-stack/<str:library>/", visits.stack),
    path("notify/", site.notify),
    path("login/", site.login_as),
    path("logout/", site.log_out),
    path("push-to/", site.push_to),
    path("keep-for/", site.keep_for),
    path("custom/", live.CustomView.as_view()),
    path("alogout/", site.alog_out),
]
