"""Battles about pictures, and votes that are derived from likes: what is read, and why not."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime

from ranking.formats.facts import facts_of
from ranking.formats.images import hashes_of
from tests.ranking.formats.reading import reasons_of, rows_of

HASH = "0123456789abcdef0123456789abcdef"


def test_a_battle_about_a_picture_keeps_its_hash_and_its_labels():
    first, second, last = rows_of("vision_arena.jsonl")
    assert (first.id, first.outcome, first.voter) == ("v1", "left", "arena_user_7")
    assert (first.prompts, first.images) == (("What is this?",), (HASH,))
    assert first.left_answers == ("A **ship**.",)
    assert first.categories == {
        "captioning": True,
        "creative-writing": True,
        "entity-recognition": False,
        "ocr": False,
    }
    assert (second.id, second.outcome, second.voter) == ("v2", "both_bad", "12")
    assert second.prompts == ("Was ist das?", "Und nun?")
    assert (second.num_turns, second.right_answers) == (2, ("Troja.", "Troja."))
    assert [len(found) for found in second.images] == [64]
    assert second.flags == ("preset_image",)
    assert second.categories == {
        "captioning": False,
        "coding": True,
        "entity-recognition": True,
        "refusal": False,
    }
    assert last.categories == {"ocr": True, "homework": False}
    assert reasons_of("vision_arena.jsonl")[3].startswith("winner is “perhaps”")


def test_the_same_words_about_another_picture_are_another_prompt():
    first = rows_of("vision_arena.jsonl")[0]
    other = replace(first, images=("f" * 32,))
    one, two = facts_of(first, "file"), facts_of(other, "file")
    assert one.plain_prompt == f"what is this? {HASH}"
    assert one.plain_prompt != two.plain_prompt
    assert one.labels["captioning"] == (True, "file")


def test_a_picture_becomes_a_hash_whatever_the_file_gives():
    digest = hashlib.sha256(b"a picture").hexdigest()
    for given in (b"a picture", "a picture", {"bytes": b"a picture", "path": "p.png"}):
        assert hashes_of([given]) == (digest,)
    assert hashes_of(HASH.upper()) == hashes_of([HASH, HASH]) == (HASH,)
    assert hashes_of([None, "", {}, 7]) == hashes_of(None) == ()


def test_the_side_that_is_liked_more_counts_as_chosen():
    rows = rows_of("comparia_reactions.jsonl")
    found = {row.id: (row.number, row.outcome) for row in rows}
    assert found == {
        "p1": (1, "left"),
        "p2": (2, "left"),  # the other one was disliked
        "p4": (5, "right"),  # one like against two
        "p6": (12, "right"),
        "p7": (13, "left"),
    }
    assert {row.flags for row in rows} == {("from_reactions",)}
    assert (rows[0].voter, rows[0].prompts, rows[0].left_answers) == (
        "f00", ("Bonjour",), ("Salut",),
    )  # fmt: skip
    assert rows[0].at == datetime(2025, 1, 2, 3, 4, 1, tzinfo=UTC)


def test_a_reaction_that_makes_no_sense_is_refused_by_its_line():
    assert reasons_of("comparia_reactions.jsonl") == {
        8: "model_pos is “c”; it must be a or b",
        9: "liked and disliked both hold",
        10: "conversation_pair_id “p1” had two other models before",
        11: "conversation_pair_id is missing",
        14: "it is not said which of the two it is about: model_pos is missing",
        16: "no JSON: “no json”",
    }
