"""Addresses of the arena."""

from django.urls import include, path
from django.views.generic import TemplateView

from arena import views
from arena.reports.views import report

app_name = "arena"
urlpatterns = [
    path("", views.new, {"mode": "blind"}, name="new"),
    path("side-by-side/", views.new, {"mode": "named"}, name="named"),
    path("direct/", views.new, {"mode": "direct"}, name="direct"),
    path("battles/", views.create, name="create"),
    path("battles/<uuid:battle_id>/", views.battle, name="battle"),
    path("battles/<uuid:battle_id>/turns/", views.add_turn, name="add_turn"),
    path("battles/<uuid:battle_id>/stop/", views.stop, name="stop"),
    path("battles/<uuid:battle_id>/regenerate/", views.regenerate, name="regenerate"),
    path("battles/<uuid:battle_id>/vote/", views.vote, name="vote"),
    path("battles/<uuid:battle_id>/reasons/", views.reasons, name="reasons"),
    path("battles/<uuid:battle_id>/survey/", views.survey, name="survey"),
    path("battles/<uuid:battle_id>/report/", report, name="report"),
    path("about/", TemplateView.as_view(template_name="arena/about.html"), name="about"),
    path("", include("arena.accounts.urls")),
]
