"""Matches as they are stored, with everything that goes wrong on the way: moves that are illegal,
doubled or late, workers that die or come twice, clients that are cut; in every game at random."""

import json
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from games import services
from games.errors import NotAllowed, Stale
from games.jobs import model_turn
from games.models import Match
from games.presenting import state_of
from games.rules import GAMES
from games.rules.base import Game, Mode, seat_to_move
from games.selectors import record_of
from games.services import Chair, Opening
from inference.models import Route
from lib.jobs.models import Job
from lib.visitors import Visitor
from ranking.models import Contestant
from tests.games.rules.playing import SECRETS, deal_of
from tests.games.rules.test_any_game import KNOWING, a_move
from tests.games.table import ALICE

BOB = Visitor("bob-key", None, "", "")
PLAYED = [(GAMES[game], GAMES[game].modes[0]) for game in GAMES]
LATER = timedelta(minutes=1)  # when a spectator sees it all


class AnyStoredMatch(RuleBasedStateMachine):
    game: Game
    mode: Mode
    model: Contestant

    @initialize(seed=st.integers(0, 2**31 - 1), is_between_people=st.booleans())
    def begin(self, seed, is_between_people):
        own = next(seat for seat in self.game.seats if seat != self.mode.model_seat)
        other = Chair(visitor=BOB) if is_between_people else Chair(contestant=self.model)
        self.now = timezone.now()
        opening = Opening(
            game=self.game.key,
            deal=deal_of(self.mode, num_turns=self.mode.num_turns, seed=seed, which=0),
            chairs={own: Chair(visitor=ALICE), self.mode.model_seat: other},
        )
        self.match = services.open_match(opening, self.now).match
        self.people = list(self.game.seats) if is_between_people else [own]
        self.played: list[dict] = []  # moves that were taken
        self.old_turns: list[dict] = []  # payloads of jobs that were done
        self.clients: dict[str | None, list[dict]] = {}
        self.end: tuple | None = None

    @property
    def place(self) -> tuple:
        self.match.refresh_from_db()
        return self.match.status, self.match.ending, self.match.seq

    @property
    def seat(self) -> str | None:
        record = record_of(self.match)
        return seat_to_move(record.game, record.position)

    @property
    def is_over(self) -> bool:
        return self.match.is_over

    def send(self, **sent) -> bool:
        """Whether it was taken; if not, nothing may have changed."""
        before = self.place
        self.now += timedelta(seconds=2)
        try:
            played = services.play_move(match_id=self.match.pk, now=self.now, **sent)
        except NotAllowed:
            played = None
        if played is None:
            assert self.place == before
            return False
        assert self.place[2] == played.seq
        assert played.is_new == (self.place != before)
        return played.is_new

    def send_anew(self, seat: str, move: dict) -> bool:
        sent = {"seat": seat, "base_seq": self.match.seq, "move": move}
        sent["move_id"] = f"m{len(self.played)}-{self.match.seq}"
        is_taken = self.send(**sent)
        self.played += [sent] if is_taken else []
        return is_taken

    @precondition(lambda self: not self.is_over and self.seat in self.people)
    @rule(data=st.data())
    def a_person_moves(self, data):
        form = self.game.legal(record_of(self.match).position, self.seat)
        self.send_anew(self.seat, data.draw(a_move(form, with_probe=False)))

    @rule(data=st.data())
    def a_person_sends_what_is_not_theirs_to_send(self, data):
        seat = data.draw(st.sampled_from(self.game.seats))
        if self.is_over or seat != self.seat:
            assert not self.send_anew(seat, {"text": "now", "question": "now", "column": "1"})

    @precondition(lambda self: self.played)
    @rule(data=st.data())
    def a_copy_arrives(self, data):
        """Whatever stands in it by now."""
        sent = data.draw(st.sampled_from(self.played))
        base = data.draw(st.integers(0, self.match.seq + 1))
        assert not self.send(**{**sent, "base_seq": base})

    @precondition(lambda self: not self.is_over and self.match.seq > 0)
    @rule(data=st.data())
    def a_move_comes_too_late(self, data):
        base = data.draw(st.integers(0, self.match.seq - 1))
        before = self.place
        with pytest.raises(Stale) as refusal:
            services.play_move(
                match_id=self.match.pk,
                seat=self.game.seats[0],
                base_seq=base,
                move_id="late",
                move={},
                now=self.now,
            )
        assert refusal.value.seq == before[2]
        assert self.place == before

    def turn(self) -> Job | None:
        own = {"kind": services.MODEL_TURN, "payload__match": str(self.match.pk)}
        return Job.objects.filter(status="pending", **own).first()

    @precondition(lambda self: self.turn())
    @rule(data=st.data(), dies=st.booleans())
    def a_worker_lets_the_model_move(self, data, dies):
        """One that dies before it has told so leaves the job to the next."""
        job = self.turn()
        form = self.game.legal(record_of(self.match).position, job.payload["seat"])
        move = data.draw(a_move(form, with_probe=True)) if form else {}
        Route.objects.update(options={"text": json.dumps(move)})
        self.now += timedelta(seconds=2)
        model_turn(job.payload, 1)
        if not dies:
            self.old_turns.append(job.payload)
            job.delete()

    @precondition(lambda self: self.old_turns)
    @rule(data=st.data())
    def a_worker_comes_late(self, data):
        before = self.place
        model_turn(data.draw(st.sampled_from(self.old_turns)), 2)
        assert self.place == before

    @precondition(lambda self: self.turn())
    @rule()
    def a_job_is_lost_and_mended(self):
        self.turn().delete()
        services.mend(match_id=self.match.pk)

    @precondition(lambda self: not self.is_over)
    @rule(data=st.data())
    def somebody_takes_back(self, data):
        with suppress(NotAllowed):
            services.take_back(
                match_id=self.match.pk,
                seat=data.draw(st.sampled_from(self.people)),
                base_seq=self.place[2],
                now=self.now,
            )

    @precondition(lambda self: not self.is_over and len(self.played) > 4)
    @rule(data=st.data())
    def somebody_resigns(self, data):
        seat = data.draw(st.sampled_from(self.people))
        services.resign(match_id=self.match.pk, seat=seat, now=self.now)

    @rule(data=st.data(), is_cut=st.booleans())
    def a_client_looks(self, data, is_cut):
        """With what it has, or with nothing after a cut: it comes to the same."""
        eyes = data.draw(st.sampled_from([*self.game.seats, None]))
        known = [] if is_cut or self.place[0] != "playing" else self.clients.get(eyes, [])
        after = known[-1]["seq"] if known else 0
        self.clients[eyes] = known + self.shown(eyes, after)["events"]
        assert self.clients[eyes] == self.shown(eyes, 0)["events"]

    def shown(self, eyes: str | None, after: int = 0) -> dict:
        match = Match.objects.get(pk=self.match.pk)
        return state_of(match, eyes, now=timezone.now() + LATER, after=after)

    @invariant()
    def events_have_no_gap(self):
        seqs = list(self.match.events.values_list("seq", flat=True))
        assert seqs == list(range(1, self.place[2] + 1))
        ids = [one for one in self.match.events.values_list("move_id", flat=True) if one]
        assert len(ids) == len(set(ids))

    @invariant()
    def what_is_over_stays(self):
        if self.end is not None:
            assert self.place == self.end
        elif self.place[0] != "playing":
            self.end = self.place
            results = set(self.match.players.values_list("result", flat=True))
            alike = [{"won"}, {"lost"}] if self.mode.is_together else []
            assert results in ({"lost", "won"}, {"drawn"}, {""}, *alike)

    @invariant()
    def turns_stay_within_the_limit_and_secrets_with_their_owner(self):
        for eyes in (*self.game.seats, None):
            state = self.shown(eyes)
            assert state["view"]["num_used"] <= state["view"]["num_turns"]
            if eyes not in KNOWING and not self.is_over:
                written = json.dumps(state)
                assert not [secret for secret in SECRETS if secret in written]


@pytest.mark.django_db
@pytest.mark.parametrize(("game", "mode"), PLAYED, ids=GAMES)
def test_a_stored_match_keeps_its_laws_whatever_goes_wrong(game, mode, model):
    machine = type("Match", (AnyStoredMatch,), {"game": game, "mode": mode, "model": model})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=15,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
