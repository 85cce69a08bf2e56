"""Answers are hostile text: what may come through the server's renderer."""

import re

import pytest

from arena.markdown import render


@pytest.mark.parametrize(
    "answer",
    [
        "<script>alert(1)</script>",
        "![x](https://evil.example/track.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        '<img src=x onerror="alert(1)">',
        "<iframe src=https://evil.example></iframe>",
        '[x](https://a.example "onmouseover=alert(1)")',
        "<style>*{display:none}</style>",
    ],
)
def test_nothing_that_runs_or_loads_comes_through(answer):
    tags = re.findall(r"<[^>]*>", render(answer))

    assert not [tag for tag in tags if re.search(r"script|img|iframe|style|\son|src|data:", tag)]


def test_a_link_says_where_it_leads():
    html = render("[click me](https://example.org/path)")

    assert 'href="https://example.org/path"' in html
    assert "(example.org)" in html
    assert "noopener noreferrer nofollow" in html


def test_a_picture_becomes_words():
    assert "[image: a cat]" in render("![a cat](https://evil.example/cat.png)")


def test_hidden_characters_are_shown():
    assert "[U+202E]" in render("abc\u202edef")
    assert "[U+200B]" in render("a\u200bb")


@pytest.mark.parametrize(
    "text",
    [
        "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",  # Persian: "I want"
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",  # a family in one emoji
        "\u2764\ufe0f\u200d\U0001f525",  # a heart on fire
    ],
)
def test_joiners_that_belong_to_the_writing_are_kept(text):
    assert text in render(text)


def test_headings_stay_below_those_of_the_page():
    assert "<h3>" in render("# One")
    assert "<h6>" in render("###### Six")


def test_code_tables_and_lists_are_kept():
    html = render("```\na < b\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n- one\n- two")

    for wanted in ("<pre><code>a &lt; b", "<table>", "<li>one</li>"):
        assert wanted in html
