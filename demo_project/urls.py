"""The URLs of the demo."""

from django.urls import path

from demo_project.counter import CounterLiveView
from demo_project.draft import DraftLiveView
from demo_project.form import FormLiveView
from demo_project.gallery import GalleryLiveView
from demo_project.home import HomeLiveView
from demo_project.jobs.view import ExportLiveView, become
from demo_project.live import SettingsLiveView
from demo_project.playground.view import PlaygroundLiveView
from demo_project.preferences import prefer
from demo_project.travel import ArrivalLiveView, PlainView, TravelLiveView, send

urlpatterns = [
    path("", HomeLiveView.as_view(), name="home"),
    path("playground/", PlaygroundLiveView.as_view(), name="playground"),
    path("settings/", SettingsLiveView.as_view(), name="settings"),
    path("form/", FormLiveView.as_view(), name="form"),
    path("gallery/", GalleryLiveView.as_view(), name="gallery"),
    path("travel/", TravelLiveView.as_view(), name="travel"),
    path("travel/arrival/", ArrivalLiveView.as_view(), name="arrival"),
    path("travel/plain/", PlainView.as_view(), name="plain"),
    path("travel/send/", send, name="send"),
    path("draft/", DraftLiveView.as_view(), name="draft"),
    path("counter/", CounterLiveView.as_view(), name="counter"),
    path("export/", ExportLiveView.as_view(), name="export"),
    path("export/become/", become, name="become"),
    path("preferences/", prefer, name="preferences"),
]
