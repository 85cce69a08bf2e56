"""Each format by a small file: what is read, what is set aside, what is refused and why."""

from datetime import UTC, datetime

import pytest

from ranking.formats import FORMATS, Tally, UnknownFormat, Unreadable, detect, parse_columns, read
from tests.ranking.formats.reading import FILES, all_of, reasons_of, rows_of

FILE_OF = {
    "leaderbot": "leaderbot.json",
    "fastchat-log": "fastchat.jsonl",
    "clean-battle": "clean_battles.json",
    "blocks": "blocks.jsonl",
    "preferences-55k": "preferences_55k.csv",
    "comparia": "comparia.jsonl",
    "comparia-reactions": "comparia_reactions.jsonl",
    "vision-arena": "vision_arena.jsonl",
}


@pytest.mark.parametrize(("key", "name"), FILE_OF.items())
def test_a_format_is_told_from_the_file(key, name):
    assert detect(FILES / name) == key


def test_every_format_but_plain_tables_has_a_file():
    assert set(FILE_OF) == set(FORMATS) - {"table"}


def test_counts_of_pairs_are_tallies():
    assert rows_of("leaderbot.json") == [
        Tally(1, "ajax", "hector", 3, 1, 2, 4),
        Tally(2, "ajax", "paris", 0, 5, 0, 1),
    ]
    assert reasons_of("leaderbot.json") == {
        3: "both places are the same",
        4: "“7” is no place in models",
    }


def test_a_vote_of_a_log_is_blind_when_no_name_was_shown():
    first = rows_of("fastchat.jsonl")[0]
    assert (first.left, first.right, first.outcome) == ("ajax", "hector", "left")
    assert (first.id, first.voter, first.num_turns) == ("c1", "1.2.3.4", 1)
    assert first.prompts == ("Who built the ships?",)  # examples before the offset are no turns
    assert first.left_answers == ("The **Greeks** did.",)
    assert first.at == datetime(2023, 7, 22, 4, 26, 50, tzinfo=UTC)
    assert first.is_anonymous
    assert first.set_aside == ""


def test_what_a_log_should_not_count_is_set_aside_with_the_reason():
    found = {row.id: (row.outcome, row.set_aside) for row in rows_of("fastchat.jsonl")}
    assert found == {
        "c1": ("left", ""),
        "c2": ("both_bad", "names_known"),
        "c3": ("right", "names_known"),
        "c4": ("tie", "identity_leak"),
        "c5": ("tie", "failed_answer"),
    }


def test_what_makes_no_sense_in_a_log_is_refused_by_its_line():
    assert reasons_of("fastchat.jsonl") == {
        7: "one name was shown and the other was not",
        8: "the state of side a has an empty message",
        9: "the state of side a has no messages after its offset",
        10: "models must name two",
    }


def test_a_clean_battle_says_who_what_and_when():
    first, second, third, last = rows_of("clean_battles.json")
    assert (first.left, first.right, first.outcome) == ("ajax", "hector", "left")
    assert (first.id, first.voter, first.num_turns, first.language) == (
        "q1", "arena_user_1", 2, "en",
    )  # fmt: skip
    assert first.prompts == ("Write a song.", "Again.")
    assert first.right_answers == ("No.", "No.")
    assert first.left_style == {"tokens": 10}
    assert first.right_style == {}
    assert (second.outcome, second.set_aside, second.language) == ("both_bad", "names_known", "")
    assert (third.set_aside, third.flags) == ("duplicate_prompt", ("moderated",))
    assert third.left_style == {"tokens": 20, "headers": 3, "list_items": 5, "bold": 3}
    assert third.categories == {
        "coding": True,
        "hard-prompts": True,
        "instruction-following": False,
        "mathematics": True,
    }
    assert last.outcome == "both_bad"


def test_a_broken_clean_battle_is_refused_with_its_reason():
    assert reasons_of("clean_battles.json") == {
        4: "winner is “mostly model_a”; it must be model_a, model_b, tie or both_bad",
        5: "model_a and model_b are the same: paris",
        6: "model_a is missing",
        7: "the time is “yesterday”; it must be a time such as 2024-08-14 12:00:00",
        8: "conversation_a is no JSON: “hello”",
        9: "no JSON object",
    }


def test_blocks_are_read_as_text():
    first, second = rows_of("blocks.jsonl")
    assert (first.outcome, first.id, first.voter) == ("both_bad", "v1", "")
    assert first.prompts == ("Draw Troy.",)
    assert first.left_answers == ("Here:\n\na wall",)
    assert first.categories == {"coding": False}
    assert (second.outcome, second.language) == ("right", "pt")
    assert second.at == first.at == datetime(2025, 5, 1, 10, 30, tzinfo=UTC)
    assert reasons_of("blocks.jsonl") == {2: "no JSON: “not json at all”", 3: "no JSON object"}


def test_one_of_the_three_columns_of_preferences_must_hold():
    rows = rows_of("preferences_55k.csv")
    assert [(row.id, row.outcome) for row in rows] == [("53567", "tie"), ("198779", "right")]
    assert rows[0].prompts == ("Is it right, or not?", 'And "now"?')
    assert rows[0].left_answers == ("a", "")
    assert rows[0].num_turns == 2
    reasons = reasons_of("preferences_55k.csv")
    assert reasons[2].startswith("prompt is no JSON")
    assert reasons[4] == "0 of the winner_ columns hold; exactly one must"
    assert reasons[5] == "2 of the winner_ columns hold; exactly one must"
    assert reasons[7] == "5 cells where the header has 9"


def test_the_choice_of_a_visitor_of_comparia_is_a_name():
    first, second = rows_of("comparia.jsonl")
    assert (first.outcome, first.id, first.voter) == ("right", "p1", "f00")
    assert (first.prompts, first.left_style) == (("Bonjour",), {"tokens": 12})
    assert (second.outcome, second.voter, second.num_turns) == ("tie", "s2", 3)
    assert (second.language, second.right_answers) == ("da", ("Dav",))
    reasons = reasons_of("comparia.jsonl")
    assert reasons[3].startswith("there is no verdict")
    assert reasons[4] == "chosen_model_name is “paris”, which is neither of the two"


def test_a_table_needs_to_be_told_its_columns():
    with pytest.raises(UnknownFormat, match="Its columns are: home, away, verdict"):
        detect(FILES / "table.csv")
    columns = parse_columns("left=home,right=away,time=when,voter=who,anonymous=blind")
    first, second, third, fourth, fifth = read(FILES / "table.csv", "table", columns)
    assert (first.left, first.outcome, first.voter) == ("ajax", "left", "achilles")
    assert first.at == datetime(2026, 3, 1, tzinfo=UTC)
    assert (second.left, second.outcome) == ("ajax, the lesser", "both_bad")
    assert second.set_aside == "names_known"
    assert third.reason == "blind is “maybe”; it must be true or false"
    assert (fourth.outcome, fourth.at) == ("left", None)
    assert fifth.reason.startswith("when is “99999999999999”")


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("left=home,winner", "“winner” is no column"),
        ("colour=red", "roles among: left, right, winner"),
    ],
)
def test_columns_that_make_no_sense_are_refused(words, refusal):
    with pytest.raises(Unreadable, match=refusal):
        parse_columns(words)


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ("left=there", "There is no column “there”; there are: home, away"),
        ("left=home", "which column is right: say --columns right=NAME"),
    ],
)
def test_columns_that_are_not_there_are_refused(columns, refusal):
    with pytest.raises(Unreadable, match=refusal):
        list(read(FILES / "table.csv", "table", parse_columns(columns)))


def test_rows_are_numbered_as_an_editor_numbers_lines():
    assert [item.number for item in all_of("preferences_55k.csv")] == [2, 3, 4, 5, 6, 7]
