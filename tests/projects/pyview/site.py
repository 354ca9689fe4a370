"""The pages of the project, whose views name no templates."""

from django.urls import path

from tests import live
from tests.projects.pyview.views.basket import BasketView
from tests.projects.pyview.views.board import BoardView

urlpatterns = [
    path("basket", BasketView.as_view()),
    path("board", BoardView.as_view()),
    path("stage/", live.StageView.as_view()),
]
