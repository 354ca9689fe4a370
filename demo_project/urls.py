"""The URLs of the demo."""

from django.urls import path

from demo_project.counter import CounterLiveView
from demo_project.draft import DraftLiveView
from demo_project.fetch import FetchView, star, vote
from demo_project.form import FormLiveView
from demo_project.gallery import GalleryLiveView
from demo_project.highlighting import stylesheet
from demo_project.home import HomeView, delete, save, start
from demo_project.htmx import HtmxView, archive, leave
from demo_project.jobs.admin import site
from demo_project.jobs.view import ExportView
from demo_project.kept import KeptView
from demo_project.live import SettingsLiveView
from demo_project.plain import PlainView, notify, send
from demo_project.playground.view import PlaygroundLiveView
from demo_project.preferences import prefer
from demo_project.rich import RichLiveView
from demo_project.staff import StaffView, enter, require_staff
from demo_project.travel import ArrivalLiveView, TravelLiveView

urlpatterns = [
    path("", HomeView.as_view(), name="home"),
    path("save/", save, name="save"),
    path("delete/", delete, name="delete"),
    path("start/", start, name="start"),
    path("playground/", PlaygroundLiveView.as_view(), name="playground"),
    path("settings/", SettingsLiveView.as_view(), name="settings"),
    path("form/", FormLiveView.as_view(), name="form"),
    path("gallery/", GalleryLiveView.as_view(), name="gallery"),
    path("travel/", TravelLiveView.as_view(), name="travel"),
    path("travel/arrival/", ArrivalLiveView.as_view(), name="arrival"),
    path("draft/", DraftLiveView.as_view(), name="draft"),
    path("counter/", CounterLiveView.as_view(), name="counter"),
    path("export/", ExportView.as_view(), name="export"),
    path("kept/", KeptView.as_view(), name="kept"),
    path("rich/", RichLiveView.as_view(), name="rich"),
    path("plain/", PlainView.as_view(), name="plain"),
    path("plain/send/", send, name="send"),
    path("plain/notify/", notify, name="notify"),
    path("fetch/", FetchView.as_view(), name="fetch"),
    path("fetch/star/", star, name="star"),
    path("fetch/vote/", vote, name="vote"),
    path("htmx/", HtmxView.as_view(), name="htmx"),
    path("htmx/archive/", archive, name="archive"),
    path("htmx/leave/", leave, name="leave"),
    path("staff/", StaffView.as_view(), name="staff"),
    path("staff/enter/", enter, name="enter"),
    path("admin/login/", require_staff),
    path("admin/", site.urls),
    path("code.css", stylesheet, name="code-styles"),
    path("preferences/", prefer, name="preferences"),
]
