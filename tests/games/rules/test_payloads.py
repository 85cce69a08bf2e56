"""What a move holds, and the shapes that a model's words are held to."""

import re

import pytest

from games.rules.base import IllegalMove
from games.rules.payloads import only_one_of, question_schema, sentences_schema, text, tidy


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("Is it old?", True),
        ("Où est le café, s'il existe?", True),
        ("is it old?", False),
        ("Is it old", False),
        ("Old?", False),
        ("Is it? Is it not?", False),
        ("Is it " + "very " * 20 + "old?", False),
        ("Is it\nold?", False),
        ("Is it “old” or new?", True),
        ('Is it "old"?', False),
    ],
)
def test_a_question_is_a_few_words_with_a_mark_at_the_end(written, fits):
    assert bool(re.match(question_schema(160, 20)["pattern"], written)) == fits


@pytest.mark.parametrize(
    ("written", "fits"),
    [
        ("It is sweet. It is round!", True),
        ("It is sweet", False),
        ("One two three four five six.", False),
    ],
)
def test_sentences_end_and_have_no_more_words_than_they_may(written, fits):
    pattern = sentences_schema(160, 6 if "sweet" in written else 5)["pattern"]
    assert bool(re.match(pattern, written)) == fits


def test_a_text_is_tidied_to_one_line():
    assert tidy(" a\n\tb\u0000  c\u200b") == "a b c"
    assert text({"said": " a  b "}, "said", 3) == "a b"
    with pytest.raises(IllegalMove, match="4 characters long; 3 is the most"):
        text({"said": "a bc"}, "said", 3)


@pytest.mark.parametrize("move", [{}, {"ask": 1, "guess": 1}])
def test_a_move_is_one_of_several_and_not_two(move):
    with pytest.raises(IllegalMove, match="one only: ask, guess"):
        only_one_of(move, ("ask", "guess"))


def test_a_box_on_a_page_learns_how_much_it_takes():
    assert sentences_schema(400, 30)["maxLength"] == 400
    assert question_schema(160, 20)["maxLength"] == 160
