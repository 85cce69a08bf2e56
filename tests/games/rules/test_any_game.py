"""Every game in every mode, played at random: what holds of all of them."""

import json
from copy import deepcopy
from dataclasses import asdict, replace

import pytest
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

from games.rules import GAMES
from games.rules.base import Fact, Form, Game, IllegalMove, Mode, Result, replay, seat_to_move
from tests.games.rules.playing import ITEMS, SECRETS, WORD, deal_of

EVERY_MODE = [(game, mode) for game in GAMES.values() for mode in game.modes]
IDS = [f"{game.key}:{mode.key}" for game, mode in EVERY_MODE]
KNOWING = {"holder", "teller"}  # the seats that may know what is hidden
LETTERS = "abcdefghiklmnoprstu 1?é"  # no secret can be written with them
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(LETTERS, max_size=8),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


def a_value(part: dict) -> st.SearchStrategy:
    if "enum" in part:
        return st.sampled_from(part["enum"])
    if part["type"] == "array":
        return st.lists(a_value(part["items"]), max_size=part["maxItems"])
    return st.text(LETTERS, min_size=1, max_size=30)


def a_move(form: Form, *, with_probe: bool) -> st.SearchStrategy:
    """Any move that the form allows; texts without the patterns, which only models are held to."""
    return st.one_of(
        st.fixed_dictionaries(
            {
                name: st.just(WORD) if name == "word" else a_value(part)
                for name, part in {**(form.probe if with_probe else {}), **option}.items()
            }
        )
        for option in form.options
    )


def a_plain_move(form: Form, number: int) -> dict:
    """The first of each choice, and a text that was not there before."""
    return {
        name: part["enum"][0] if "enum" in part else f"{name} {number}"
        for name, part in form.options[0].items()
    }


def as_stored(fact: Fact) -> Fact:
    """The fact as it comes back from the database."""
    return replace(fact, payload=json.loads(json.dumps(fact.payload)))


class AnyMatch(RuleBasedStateMachine):
    game: Game
    mode: Mode

    @initialize(data=st.data(), seed=st.integers(0, 2**31 - 1))
    def begin(self, data, seed):
        num_turns = data.draw(st.integers(1, self.mode.num_turns))
        which = data.draw(st.integers(0, len(ITEMS[self.mode.deals]) - 1))
        self.deal = deal_of(self.mode, num_turns=num_turns, seed=seed, which=which)
        self.position, self.facts = self.game.start(self.deal), []

    @property
    def is_over(self) -> bool:
        return self.game.outcome(self.position) is not None

    def try_to_move(self, seat: str, move: dict) -> bool:
        before = deepcopy(self.position)
        try:
            new = self.game.apply(self.position, seat, move)
        except IllegalMove as refusal:
            new, words = (), str(refusal)
        assert self.position == before, "deciding changes nothing"
        if not new:
            assert words.endswith("."), "a refusal is a sentence"
            return False
        assert new[0].seat == seat, "the first fact names whose move it was"
        self.facts += new
        for fact in new:
            self.position = self.game.evolve(self.position, fact)
        return True

    @precondition(lambda self: not self.is_over)
    @rule(data=st.data(), with_probe=st.booleans())
    def somebody_moves(self, data, with_probe):
        seat = seat_to_move(self.game, self.position)
        form = self.game.legal(self.position, seat)
        self.try_to_move(seat, data.draw(a_move(form, with_probe=with_probe)))

    @precondition(lambda self: not self.is_over)
    @rule(data=st.data())
    def somebody_says_a_word_that_they_hold(self, data):
        seat = seat_to_move(self.game, self.position)
        form = self.game.legal(self.position, seat)
        if (self.game.key, seat) == ("taboo", "holder"):
            secret = data.draw(st.sampled_from(SECRETS[:3]))
            self.try_to_move(seat, {**a_plain_move(form, 0), "text": f"it is {secret}"})
            assert not any(fact.kind == "said" and secret in str(fact) for fact in self.facts)

    @rule(data=st.data())
    def somebody_sends_anything(self, data):
        seat = data.draw(st.sampled_from(self.game.seats))
        form = self.game.legal(self.position, seat)
        names = [name for option in (form.options if form else ()) for name in option]
        names += ["text", "column", "guess"]
        move = data.draw(st.dictionaries(st.sampled_from(names), JSON_VALUES, max_size=4))
        assert not self.try_to_move(seat, move) or form is not None

    @rule()
    def the_wrong_seat_moves(self):
        for seat in self.game.seats:
            if self.game.legal(self.position, seat) is None:
                assert not self.try_to_move(seat, {"question": "now", "text": "now", "column": "1"})

    @precondition(lambda self: not self.is_over and self.facts)
    @rule(data=st.data())
    def an_appeal_is_granted(self, data):
        place = data.draw(st.integers(0, len(self.facts) - 1))
        seat = data.draw(st.sampled_from(self.game.seats))
        position = replay(self.game, self.deal, self.facts[: place + 1])
        try:
            dispute = self.game.appeal(position, seat, self.facts[place])
        except IllegalMove:
            return
        assert self.facts[place].is_seen_by(seat), "nobody objects to what they do not know"
        self.facts.append(dispute.granted)
        self.position = self.game.evolve(self.position, dispute.granted)

    @invariant()
    def the_facts_are_the_match(self):
        assert replay(self.game, self.deal, self.facts) == self.position
        stored = [as_stored(fact) for fact in self.facts]
        assert replay(self.game, self.deal, stored) == self.position

    @invariant()
    def turns_stay_within_the_limit(self):
        view = self.game.view(self.position, None)
        assert 0 <= view["num_used"] <= view["num_turns"] == self.deal.num_turns

    @invariant()
    def one_seat_moves_or_all_is_over(self):
        movers = [seat for seat in self.game.seats if self.game.legal(self.position, seat)]
        outcome = self.game.outcome(self.position)
        assert len(movers) == (0 if outcome else 1)
        if outcome:
            assert set(outcome.results) == set(self.game.seats)
            assert all(isinstance(one, Result) for one in outcome.results.values())
            assert all(0 <= score <= 100 for score in outcome.score.values())
            views = [self.game.view(self.position, seat) for seat in (None, *self.game.seats)]
            assert all(view == views[0] for view in views), "the end hides nothing"

    @invariant()
    def what_is_hidden_stays_hidden(self):
        if self.is_over:
            return
        for seat in (*self.game.seats, None):
            if seat in KNOWING:
                continue
            shown = [self.game.view(self.position, seat)]
            shown += [dict(fact.payload) for fact in self.facts if fact.is_seen_by(seat)]
            if seat is not None:
                shown.append(asdict(self.game.brief(self.position, seat)))
                form = self.game.legal(self.position, seat)
                shown.append(asdict(form) if form else {})
            written = json.dumps(shown)
            assert not [secret for secret in SECRETS if secret in written]
            assert not shown[0].get("truth")

    def teardown(self):
        """From wherever it stands, a match comes to its end."""
        for number in range(2 * self.deal.num_turns + 4):
            seat = seat_to_move(self.game, self.position)
            if seat is None:
                return
            form = self.game.legal(self.position, seat)
            assert self.try_to_move(seat, a_plain_move(form, number))
        raise AssertionError("the match does not end")


@pytest.mark.parametrize(("game", "mode"), EVERY_MODE, ids=IDS)
def test_a_match_keeps_its_laws_whatever_is_sent(game, mode):
    machine = type("Match", (AnyMatch,), {"game": game, "mode": mode})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=25,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


@pytest.mark.parametrize("game", GAMES.values(), ids=GAMES)
def test_each_seat_is_told_its_task_in_five_wordings(game):
    for mode in game.modes:
        position = game.start(deal_of(mode))
        for seat in game.seats:
            assert len(set(game.brief(position, seat).task)) == 5


@pytest.mark.parametrize("game", GAMES.values(), ids=GAMES)
def test_a_game_tells_the_limit_of_the_match_and_of_no_other(game):
    for mode in game.modes:
        position = game.start(deal_of(mode))
        assert position.num_turns == mode.num_turns
        for seat in game.seats:
            for task in game.brief(position, seat).task:
                assert not any(letter.isdigit() for letter in task)


@pytest.mark.parametrize("game", [GAMES["taboo"], GAMES["bluffing"]], ids=["taboo", "bluffing"])
def test_what_is_said_twice_is_marked_as_a_repeat(game):
    """So that a model that goes round in circles can be asked once more."""
    for mode in game.modes[:2]:
        position, marks = game.start(deal_of(mode)), []
        while len(marks) < 4:
            seat = seat_to_move(game, position)
            move = a_plain_move(game.legal(position, seat), 1)
            for fact in game.apply(position, seat, move):
                position = game.evolve(position, fact)
                marks += [fact.payload["is_repeat"]] if "is_repeat" in fact.payload else []
        assert (marks[0], marks[-1]) == (False, True)
