"""Addresses of the games; the sockets' are in sockets.py."""

from django.urls import path

from games.api import boards, bots, findings, injections, matches, tournaments
from games.tournaments import views as tournament_views
from games.views import afterwards, watching
from games.views import findings as findings_views
from games.views import matches as views

app_name = "games"
api_urlpatterns = [
    path("bots/matches/", bots.Matches.as_view(), name="bots-matches"),
    path("bots/matches/<uuid:match_id>/", bots.OneMatch.as_view(), name="bots-match"),
    path("bots/matches/<uuid:match_id>/moves/", bots.Moves.as_view(), name="bots-move"),
    path(
        "bots/matches/<uuid:match_id>/resignation/",
        bots.Resignation.as_view(),
        name="bots-resignation",
    ),
    path("bots/invitations/<str:invite>/", bots.Invitation.as_view(), name="bots-invitation"),
    path("games/", boards.Games.as_view(), name="games"),
    path("games/injections/", injections.Injections.as_view(), name="games-injections"),
    path("games/matches.jsonl", matches.Matches.as_view(), name="games-matches"),
    path("games/matches/<uuid:match_id>/", matches.OneMatch.as_view(), name="games-match"),
    path("games/tournaments/", tournaments.Tournaments.as_view(), name="games-tournaments"),
    path(
        "games/tournaments/<int:number>/",
        tournaments.OneTournament.as_view(),
        name="games-tournament",
    ),
    path("games/models/", findings.Models.as_view(), name="games-models"),
    path("games/models/<slug:slug>/", findings.OneModel.as_view(), name="games-model"),
    path("games/agreement/", findings.Agreements.as_view(), name="games-agreement"),
    path("games/<slug:game>/<slug:mode>/", boards.Board.as_view(), name="games-board"),
]
urlpatterns = [
    path("games/", views.show_lobby, name="lobby"),
    path("games/daily/", views.daily, name="daily"),
    path("games/matches/<uuid:match_id>/", views.match, name="match"),
    path("games/matches/<uuid:match_id>/moves/", views.move, name="move"),
    path("games/matches/<uuid:match_id>/resign/", views.resign, name="resign"),
    path("games/matches/<uuid:match_id>/claim/", views.claim, name="claim"),
    path("games/matches/<uuid:match_id>/appeal/", views.appeal, name="appeal"),
    path("games/matches/<uuid:match_id>/take-back/", views.take_back, name="take_back"),
    path("games/matches/<uuid:match_id>/rematch/", views.rematch, name="rematch"),
    path("games/matches/<uuid:match_id>/survey/", afterwards.survey, name="survey"),
    path("games/matches/<uuid:match_id>/consent/", afterwards.consent, name="consent"),
    path("games/matches/<uuid:match_id>/opinion/", afterwards.opinion, name="opinion"),
    path("games/join/<str:invite>/", views.join, name="join"),
    path("games/watch/", watching.watch, name="watch"),
    path("games/tournaments/", tournament_views.show_tournaments, name="tournaments"),
    path("games/tournaments/<int:number>/", tournament_views.show_tournament, name="tournament"),
    path("games/boards/", findings_views.boards, name="boards"),
    path("games/boards/<slug:game>/<slug:mode>/", findings_views.board, name="board"),
    path("games/models/", findings_views.models, name="models"),
    path("games/models/<slug:slug>/", findings_views.model, name="model"),
    path("games/beside-chat/", findings_views.beside_chat, name="beside-chat"),
    path("games/<slug:game>/<slug:mode>/", views.start, name="start"),
]
