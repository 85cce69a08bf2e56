"""What people wrote is given away where they agreed to that, and without private details."""

import json

import pytest
from django.utils import timezone

from games import services
from games.models import Match
from games.releasing import released, released_block
from games.rules.base import Deal
from games.services import Chair, Opening
from lib.visitors import SESSION_KEY, Visitor

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
CARD = {"word": "violin", "aliases": [], "forbidden": ["bow"]}


@pytest.fixture
def visitor(client) -> Visitor:
    client.get("/games/")
    return Visitor(client.session[SESSION_KEY], None, "", "")


def played(model, visitor: Visitor, *said: str) -> Match:
    """Taboo with a model that replies and then names the word."""
    opening = Opening(
        game="taboo",
        deal=Deal("adversarial", 5, 7, CARD),
        chairs={"holder": Chair(visitor=visitor), "guesser": Chair(contestant=model)},
        is_rated=True,
    )
    match = services.open_match(opening, timezone.now()).match
    for number, text in enumerate(said):
        match = move(match, "holder", f"h{number}", text=text)
        if number < len(said) - 1:
            match = move(match, "guesser", f"g{number}", reply="Is it old?", candidates=["harp"])
    return move(match, "guesser", "last", guess="violin", candidates=["violin"])


def move(match: Match, seat: str, move_id: str, **fields) -> Match:
    now, base = timezone.now(), match.seq
    place = {"match_id": match.pk, "seat": seat, "base_seq": base, "move_id": move_id}
    return services.play_move(**place, move=fields, now=now).match


def words_of(match: Match) -> list[str | None]:
    events = released(match, "salt")["events"]
    return [event["payload"]["text"] for event in events if event["kind"] == "said"]


def consent(client, match: Match, **fields):
    return client.post(f"/games/matches/{match.pk}/consent/", fields, headers=JSON)


def test_nobody_has_agreed_before_they_were_asked(model, visitor, client):
    match = played(model, visitor, "What did Paganini play?")

    assert words_of(match) == [None]
    page = client.get(f"/games/matches/{match.pk}/").content.decode()
    assert "May your words be published?" in page
    assert 'id="consent" name="consent" value="on">' in page


def test_who_agrees_is_given_away_word_for_word(model, visitor, client):
    match = played(model, visitor, "What did Paganini play?")

    assert consent(client, match, consent="on").status_code == 200

    assert words_of(match) == ["What did Paganini play?"]
    (row,), _after = released_block({}, 0, "salt", timezone.now().date())
    assert [player["shares_words"] for player in row["players"]] == [True, None]


def test_consent_holds_for_the_next_matches_until_it_is_taken_back(model, visitor, client):
    first = played(model, visitor, "What did Paganini play?")
    consent(client, first, consent="on")
    second = played(model, visitor, "Think of Stradivari")
    assert words_of(second) == ["Think of Stradivari"]

    consent(client, second)

    assert words_of(second) == [None]
    assert words_of(first) == ["What did Paganini play?"]
    assert words_of(played(model, visitor, "And now?")) == [None]


def test_consent_to_an_older_text_is_asked_for_again(model, visitor, client, settings):
    match = played(model, visitor, "What did Paganini play?")
    consent(client, match, consent="on")

    settings.MATCH_CONSENT_VERSION = "2"

    assert words_of(match) == [None]
    assert words_of(played(model, visitor, "Again")) == [None]


def test_private_details_stay_here_whoever_wrote_them(model, visitor, client):
    match = played(model, visitor, "Write to helen@example.org", "Call +49 30 1234 5678")
    consent(client, match, consent="on")

    assert words_of(match) == [None, None]
    assert "helen" not in json.dumps(released(match, "salt"))


def test_only_the_player_decides(model, visitor):
    match = played(model, visitor, "What did Paganini play?")
    stranger = Visitor("somebody-else", None, "", "")
    services.record_consent(match_id=match.pk, seat="guesser", agrees=True)

    assert words_of(match) == [None]
    assert words_of(played(model, stranger, "Another word")) == [None]


def test_who_wrote_nothing_is_not_asked(model, visitor, client):
    client.post("/games/akinator/classic/")
    match = Match.objects.get()
    services.resign(match_id=match.pk, seat="holder", now=timezone.now())

    assert "May your words" not in client.get(f"/games/matches/{match.pk}/").content.decode()


def test_a_spectator_cannot_agree_for_the_player(model, visitor, client):
    match = played(model, visitor, "What did Paganini play?")

    assert consent(type(client)(), match, consent="on").status_code == 409
    assert words_of(match) == [None]
