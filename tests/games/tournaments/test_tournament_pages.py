"""What the pages, the API, the command and the admin say of a tournament."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from games.models import Match, Tournament
from games.tournaments.stepping import play_turn
from inference.models import Route
from lib.audit.models import AuditEvent
from tests.games.tournaments.holding import create, play

pytestmark = pytest.mark.django_db


@pytest.fixture
def played(three):
    """Ajax writes no move, so four of six matches are void."""
    Route.objects.filter(contestant_slug="ajax").update(options={"text": "No."})
    tournament = create(three)
    play(tournament)
    return tournament


def command(*words: str) -> str:
    out = StringIO()
    call_command("run_tournament", *words, stdout=out)
    return out.getvalue()


def test_a_page_shows_standings_cross_table_and_fixtures(client, played):
    page = client.get(played.get_absolute_url()).content.decode()
    for words in ("Connect Four", "6 of 6 matches played", "4 of them without a result"):
        assert words in page
    assert "1 / 2" in page
    assert "Hektor won" in page
    won = Match.objects.filter(status="finished").first()
    assert reverse("games:match", args=[won.pk]) in page


def test_before_the_first_match_a_page_says_what_comes(client, three):
    tournament = create(three)
    page = client.get(tournament.get_absolute_url()).content.decode()
    assert "No result yet" in page
    assert page.count("Not yet played") == 6
    play_turn(tournament)
    assert "Under way" in client.get(tournament.get_absolute_url()).content.decode()


def test_over_words_each_model_has_its_score(client, three):
    Route.objects.update(options={"text": '{"guess": "kite"}'})
    tournament = create(three, "akinator", "classic")
    play(tournament)
    page = client.get(tournament.get_absolute_url()).content.decode()
    assert "A program sits at the other seat" in page
    assert page.count("Not found") == 3


def test_all_tournaments_are_listed(client, played):
    page = client.get("/games/tournaments/").content.decode()
    assert played.get_absolute_url() in page
    assert "6 of 6 matches" in page
    assert client.get("/games/tournaments/99/").status_code == 404


def test_the_api_tells_the_same(client, played):
    (listed,) = client.get("/api/v1/games/tournaments/").json()
    found = client.get(listed["address"]).json()
    assert (found["status"], found["num_over"], found["num_void"]) == ("finished", 6, 4)
    assert [(row["slug"], row["points"]) for row in found["standings"] if row["num_duels"]] == [
        ("hektor", 1.0),
        ("paris", 1.0),
    ]
    assert {(one["slug"], one["against"]) for one in found["cross_table"]} == {
        ("hektor", "paris"),
        ("paris", "hektor"),
    }
    finished = [one for one in found["fixtures"] if one["status"] == "finished"]
    assert len(finished) == 2
    assert client.get(finished[0]["match"]).status_code == 200
    assert client.get("/api/v1/games/tournaments/99/").status_code == 404


def test_the_command_plays_to_the_end_and_shows_how_it_stands(three):
    told = command("create", "connect-four", "standard", "ajax", "hektor", "--legs", "1", "--here")
    assert "finished, 2 of 2 matches" in told
    assert "hektor" in command("show", str(Tournament.objects.get().pk))
    assert "finished" in command("show")


def test_the_command_stops_and_goes_on(three):
    command("create", "connect-four", "standard", "ajax", "hektor", "--tokens", "1", "--here")
    number = str(Tournament.objects.get().pk)
    assert Tournament.objects.get().status == "spent"
    with pytest.raises(CommandError, match="Give a limit above that"):
        command("resume", number)
    command("resume", number, "--tokens", "1000000")
    command("pause", number)
    assert Tournament.objects.get().status == "paused"
    assert "finished, 8 of 8" in command("resume", number, "--here")


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        (("create", "chess", "blitz", "ajax", "paris"), "There are tournaments of"),
        (("create", "connect-four", "standard", "ajax", "zeus"), "no contestant 'zeus'"),
        (("create", "connect-four", "standard", "ajax"), "two contestants"),
        (("resume", "99"), "no such tournament"),
    ],
)
def test_the_command_says_what_is_wrong(three, words, fault):
    with pytest.raises(CommandError, match=fault):
        command(*words)


def test_staff_begin_pause_and_resume_one_in_the_admin(admin_client, three):
    asked = {
        "way": "connect-four standard",
        "contestants": [one.pk for one in three],
        "num_legs": 2,
        "seed": 3,
        "most_tokens": 1000,
    }
    refused = admin_client.post(reverse("admin:games_tournament_add"), asked | {"num_legs": 900})
    assert "900" not in AuditEvent.objects.values_list("action", flat=True)
    assert "Take fewer legs" in refused.content.decode()
    admin_client.post(reverse("admin:games_tournament_add"), asked)
    tournament = Tournament.objects.get()
    assert (tournament.num_fixtures, tournament.seed) == (12, 3)
    listing = reverse("admin:games_tournament_changelist")
    for action, status in (("pause", "paused"), ("resume", "running")):
        admin_client.post(listing, {"action": action, "_selected_action": [tournament.pk]})
        tournament.refresh_from_db()
        assert tournament.status == status
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"tournament.create", "tournament.pause", "tournament.resume"} <= actions
    page = admin_client.get(reverse("admin:games_tournament_change", args=[tournament.pk]))
    assert page.status_code == 200
