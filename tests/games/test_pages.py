"""What a match's page says: lines, controls, the end, what the model believed."""

import pytest
from django.template.loader import get_template as find_template
from django.utils.html import escape

from games.pages.controls import controls_of
from games.pages.discs import columns_of
from games.pages.endings import ending_of
from games.pages.lines import lines_of, standing
from games.pages.names import NAMES
from games.pages.pieces import pieces_of
from games.pages.timeline import timeline_of
from games.players import SEARCH_PLAYERS
from games.rules import GAMES


def event(seq, kind, seat="", **payload):
    return {"seq": seq, "kind": kind, "seat": seat, "payload": payload, "at": ""}


def state_with(*events, game="akinator", **facts):
    players = [
        {
            "seat": "holder",
            "kind": "human",
            "name": None,
            "slug": None,
            "result": "",
            "score": None,
        },
        {"seat": "guesser", "kind": "model", "name": None, "slug": None, "result": ""},
    ]
    state = {
        "id": "7a5bfeda-a712-4083-8501-f47cfb5fc465",
        "game": game,
        "mode": "own-word",
        "day": None,
        "status": "playing",
        "ending": "",
        "seq": len(events),
        "seat": "holder",
        "players": players,
        "to_move": "guesser",
        "form": None,
        "view": {"num_turns": 20, "num_used": 1, "wrong_guesses_left": 3, "word": "guitar"},
        "reason": "",
        "events": list(events),
        "invite": "",
        "is_rated": False,
        "unrated_because": "",
        "clock": None,
        "delay_seconds": 0,
        "commitment": "c0ffee",
        "hindsight": None,
        "sealed": None,
    }
    return state | facts


def over(*events, results=("won", "won"), **facts):
    state = state_with(*events, status="finished", to_move=None, **facts)
    for player, result in zip(state["players"], results, strict=True):
        player["result"] = result
    state["players"][1] |= {"name": "Oracle", "slug": "oracle"}
    state["sealed"] = {"deal": {"item": {"aliases": ["six-string"]}}, "nonce": "n"}
    return state


@pytest.mark.parametrize("key", GAMES)
def test_every_game_and_mode_has_a_name_a_board_and_a_drawing(key):
    assert set(NAMES[key].modes) == {mode.key for mode in GAMES[key].modes}
    state = state_with(game=key, mode=GAMES[key].modes[0].key)
    assert escape(str(NAMES[key].rules)) in pieces_of(state)["menu"]
    assert find_template(f"games/drawings/{key}.html")


def test_a_line_is_own_or_the_other_players():
    lines = lines_of(
        state_with(
            event(1, "asked", "guesser", text="Is it alive?"),
            event(2, "answered", "holder", answer="probably no"),
        )
    )
    assert [(line.side, str(line.before)) for line in lines] == [
        ("other", "Is it alive?"),
        ("own", "Probably no"),
    ]


def test_what_was_taken_back_is_struck_through_and_does_not_stand():
    events = [
        event(1, "asked", "guesser", text="Is it alive?"),
        event(2, "answered", "holder", answer="yes"),
        event(3, "taken_back", "holder", to=1),
        event(4, "answered", "holder", answer="no"),
    ]
    assert [line.is_undone for line in lines_of(state_with(*events))] == [False, True, False, False]
    assert [one["seq"] for one in standing(events)] == [1, 4]


def test_a_near_miss_is_said():
    ruled = event(1, "ruled", holds=False, is_near=True, rule="one-letter")
    [line] = lines_of(state_with(ruled))
    assert (line.tone, str(line.before)) == ("near", "Close, but not it.")


def test_the_part_of_a_message_that_broke_a_rule_is_marked():
    slip = event(1, "warned", "holder", text="It has six strings", holds=True, span=[11, 18])
    [line] = lines_of(state_with(slip, game="akinator"))
    assert (line.before, line.marked, line.after) == ("It has six ", "strings", "")


def test_what_a_player_wrote_is_escaped():
    asked = event(1, "asked", "guesser", text="<b>Is it?</b>")
    assert "&lt;b&gt;Is it?" in pieces_of(state_with(asked))["history"]


def test_five_answers_are_five_buttons_with_number_keys():
    form = {"options": [{"answer": {"enum": ["yes", "probably yes", "don't know", "no"]}}]}
    [control] = controls_of(state_with(form=form))
    assert [(button.value, button.key) for button in control.buttons] == [
        ("yes", "1"),
        ("probably yes", "2"),
        ("don't know", "3"),
        ("no", "4"),
    ]
    assert control.boxes == ()


def test_a_verdict_beside_a_question_has_no_key_that_a_slip_could_press():
    form = {"options": [{"question": {"maxLength": 160}}, {"verdict": {"enum": ["true", "false"]}}]}
    question, verdict = controls_of(state_with(form=form, game="bluffing", mode="fact-card"))
    assert question.boxes[0].name == "question"
    assert [(one.value, one.key) for one in verdict.buttons] == [("true", ""), ("false", "")]


def test_two_ways_to_move_are_two_controls():
    form = {"options": [{"question": {"maxLength": 160}}, {"guess": {"maxLength": 40}}]}
    assert [control.name for control in controls_of(state_with(form=form))] == ["question", "guess"]


def with_beliefs(*beliefs, **view):
    """Of each turn what was said live, and what afterwards."""
    told = [
        {"turn": turn, "seq": 2 * turn, "live": live, "replay": replay}
        for turn, (live, replay) in enumerate(beliefs, start=1)
    ]
    state = over(hindsight={"beliefs": told, "told": [], "surprising": None})
    state["view"] |= view
    return state


def listed(*candidates):
    return {"candidates": list(candidates)}


def test_the_timeline_follows_the_rank_of_the_word():
    timeline = timeline_of(
        with_beliefs(
            (listed("dog", "piano"), None),
            (listed("piano", "a six-string"), listed("guitar")),
            (listed("Guitar"), None),
        )
    )
    assert [str(point.level) for point in timeline.points] == [
        "not among them",
        "as no. 2",
        "thought of first",
    ]
    assert [point.is_true for point in timeline.points] == [False, False, True]
    assert timeline.summary == "It first thought of the word on its turn 2."
    assert timeline.points[0].x < timeline.points[2].x
    assert timeline.points[0].y > timeline.points[2].y
    [again] = timeline.replayed
    assert (again.turn, again.x, str(again.level)) == (2, timeline.points[1].x, "thought of first")
    assert [(row[0], row[2] is not None) for row in timeline.rows] == [
        (1, False),
        (2, True),
        (3, False),
    ]


def test_beliefs_that_were_only_asked_afterwards_make_a_timeline_too():
    timeline = timeline_of(with_beliefs((None, listed("dog")), (None, listed("guitar"))))
    assert timeline.points == ()
    assert timeline.summary == "It first thought of the word on its turn 2."


def test_the_timeline_follows_how_far_a_claim_was_believed():
    state = with_beliefs(
        ({"belief": "true"}, None),
        ({"belief": "possibly false"}, {"belief": "who knows"}),
        word=None,
        truth="false",
    )
    timeline = timeline_of(state)
    assert [level.is_truth for level in timeline.levels] == [False, False, False, False, True]
    assert timeline.summary == "It first leaned towards the truth on its turn 2."
    assert timeline.replayed == ()


def test_without_beliefs_there_is_no_timeline():
    assert timeline_of(with_beliefs((None, None))) is None


@pytest.mark.parametrize(
    ("results", "seat", "headline"),
    [
        (("won", "won"), "holder", "Found, together"),
        (("lost", "lost"), "holder", "Not this time"),
        (("won", "lost"), "holder", "You won"),
        (("lost", "won"), "holder", "The model won"),
        (("won", "lost"), None, "The human won"),
        (("drawn", "drawn"), "holder", "A draw"),
    ],
)
def test_the_end_says_who_won(results, seat, headline):
    assert ending_of(over(results=results, seat=seat)).headline == headline


def test_a_share_text_shows_marks_and_keeps_the_secret():
    share = ending_of(
        over(
            event(1, "asked", "guesser", text="Is it alive?"),
            event(2, "answered", "holder", answer="no"),
            event(3, "guessed", "guesser", text="guitar"),
            event(4, "ruled", holds=True),
        )
    ).share
    assert share.splitlines() == ["Agon · Akinator · Found, together · 1 of 20 turns", "○✓"]
    assert "guitar" not in share


def test_the_ending_is_drawn_of_a_whole_match_only():
    whole = over(event(1, "asked", "guesser", text="Is it alive?"))
    assert "Oracle" in pieces_of(whole)["ending"]
    rest = over(event(2, "answered", "holder", answer="no"))
    assert "ending" not in pieces_of(rest)


def board_state(*columns):
    board = [[""] * 7 for _row in range(6)]
    events = []
    for seq, column in enumerate(columns, start=1):
        seat = "holder" if seq % 2 else "guesser"
        row = max(depth for depth in range(6) if not board[depth][column - 1])
        board[row][column - 1] = seat
        events.append(event(seq, "dropped", seat, column=column))
    view = {"board": board, "num_turns": 42, "num_used": len(columns), "last": [4, 2], "line": []}
    return state_with(*events, view=view)


def test_discs_know_when_they_were_dropped_and_columns_what_lies_in_them():
    columns = columns_of(board_state(4, 4))
    assert [(cell.side, cell.seq, cell.is_last) for cell in columns[3].cells[-2:]] == [
        ("other", 2, True),
        ("own", 1, False),
    ]
    assert columns[3].label == "Column 4, from below: yours, theirs, 4 free"
    assert columns[0].label == "Column 1: 6 free"
    assert not columns[0].is_open


def test_a_program_is_offered_where_there_is_one():
    assert {key for key, name in NAMES.items() if name.has_program} == set(SEARCH_PLAYERS)


def test_an_invitation_is_a_link_for_the_one_who_waits():
    waiting = state_with(status="waiting", to_move=None, invite="abc", form=None)
    assert "/games/join/abc/" in pieces_of(waiting)["controls"]


def test_of_two_models_whoever_watches_is_told_both_names_and_who_won():
    state = over(game="connect-four", mode="standard", results=("won", "lost"), seat=None)
    state["players"][0] |= {"kind": "model", "name": "Ajax", "slug": "ajax"}
    state["view"] |= {"board": [["holder"], ["guesser"]]}
    assert ending_of(state).headline == "Ajax won"
    drawn = pieces_of(state)
    assert columns_of(state)[0].label == "Column 1, from below: Oracle, Ajax, 0 free"
    assert "A human" not in drawn["players"]
    assert all(name in drawn["ending"] for name in ("Ajax", "Oracle"))


def test_the_end_says_what_answers_told_and_which_surprise():
    told = [
        {"turn": 1, "question": "Is it alive?", "answer": "no", "bits": 0.5},
        {"turn": 2, "question": "Is it blue?", "answer": "yes", "bits": None},
        {"turn": 3, "question": "Is it big?", "answer": "no", "bits": 1.25},
    ]
    surprising = {
        "is_own": True,
        "is_excluded": True,
        "answers": [{"question": "Is it big?", "answer": "no"}],
    }
    state = over(hindsight={"beliefs": [], "told": told, "surprising": surprising})
    ending = pieces_of(state)["ending"]
    assert "The answers told 1.8 bits; the most, 1.3, came of “Is it big?”" in ending
    assert "1 answer looked surprising" in ending
    assert "left off its board" in ending
