"""Addresses of the ranking's pages, and of the public API."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from ranking import views
from ranking.api import leaderboards, meetings, votes
from ranking.api.tables import TABLES, as_csv, as_json

app_name = "ranking"

urlpatterns = [
    path("leaderboard/", views.leaderboard, name="leaderboard"),
    path("leaderboard/snapshots/<int:snapshot_id>/", views.snapshot, name="snapshot"),
    path("leaderboard/<slug:board>/", views.board, name="board"),
    path("leaderboard/<slug:board>/overview/", views.overview, name="overview"),
    path("leaderboard/<slug:board>/pairs/", views.pairs, name="pairs"),
    path("leaderboard/<slug:board>/history/", views.history, name="history"),
    path("leaderboard/<slug:board>/map/", views.distance_map, name="map"),
    path("leaderboard/<slug:board>/price/", views.price, name="price"),
    path("leaderboard/<slug:board>/predict/", views.predict, name="predict"),
    path("leaderboard/<slug:board>/<slug:left>/<slug:right>/", views.meeting, name="meeting"),
    path("contestants/<slug:slug>/", views.contestant, name="contestant"),
]

api_urlpatterns = [
    path("", leaderboards.Index.as_view(), name="index"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("leaderboards/", leaderboards.Leaderboards.as_view(), name="leaderboards"),
    path("leaderboards/<slug:board>/", leaderboards.OneLeaderboard.as_view(), name="leaderboard"),
    path(
        "leaderboards/<slug:board>.csv",
        leaderboards.LeaderboardCsv.as_view(),
        name="leaderboard-csv",
    ),
    path("boards/", leaderboards.Boards.as_view(), name="boards"),
    path("boards/<slug:board>/", leaderboards.OneLeaderboard.as_view(), name="board"),
    path("boards/<slug:board>.csv", leaderboards.BoardCsv.as_view(), name="board-csv"),
    path("boards/<slug:board>/predict/", meetings.Predict.as_view(), name="predict"),
    path(
        "boards/<slug:board>/meetings/<slug:left>/<slug:right>/",
        meetings.Meeting.as_view(),
        name="meeting",
    ),
    *(
        path(f"boards/<slug:board>/{table.name}/", as_json(table), name=table.name)
        for table in TABLES
    ),
    *(
        path(f"boards/<slug:board>/{table.name}.csv", as_csv(table), name=f"{table.name}-csv")
        for table in TABLES
    ),
    path("boards/<slug:board>/votes.jsonl", votes.Votes.as_view(), name="votes"),
    path("snapshots/<int:snapshot_id>/", leaderboards.Snapshot.as_view(), name="snapshot"),
    path(
        "snapshots/<int:snapshot_id>.csv", leaderboards.SnapshotCsv.as_view(), name="snapshot-csv"
    ),
    path("contestants/", leaderboards.Contestants.as_view(), name="contestants"),
]
