"""What is read out of a text: its language and what it looks like."""

import pytest

from ranking.reading.language import language_of
from ranking.reading.style_features import style_features


def test_style_is_counted_without_the_code():
    text = "# Title\n\n**bold** and\n\n- one\n- two\n\n```\n# not a title\n- no\n```"

    features = style_features(text, num_tokens=40)

    assert features["headers"] == 1
    assert features["list_items"] == 2
    assert features["bold"] == 1
    assert features["code_blocks"] == 1
    assert features["tokens"] == 40


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Who was the first king of Troy, and how did he come to rule?", "en"),
        ("Wer war der erste König von Troja, und wie wurde er es?", "de"),
        ("1, 2, 3 ...", ""),
    ],
)
def test_the_language_of_a_prompt_is_told_where_it_can_be(text, language):
    assert language_of(text) == language
