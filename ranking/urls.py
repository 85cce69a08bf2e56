"""Addresses of the ranking's pages, and of the public API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from ranking import api, views, votes_api

app_name = "ranking"

urlpatterns = [
    path("leaderboard/", views.leaderboard, name="leaderboard"),
    path("contestants/<slug:slug>/", views.contestant, name="contestant"),
]

api_urlpatterns = [
    path("", api.Index.as_view(), name="index"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("leaderboards/", api.Leaderboards.as_view(), name="leaderboards"),
    path("leaderboards/<slug:board>/", api.OneLeaderboard.as_view(), name="leaderboard"),
    path("leaderboards/<slug:board>.csv", api.LeaderboardCsv.as_view(), name="leaderboard-csv"),
    path("boards/<slug:board>/votes.jsonl", votes_api.Votes.as_view(), name="votes"),
    path("contestants/", api.Contestants.as_view(), name="contestants"),
]
