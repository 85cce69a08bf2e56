"""What kind of question it was, by rules: signs that mean it, and look-alikes that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ranking.categories import CATEGORIES, JUDGED, label_by_rules
from ranking.categories.question import num_tokens


def labels(prompt: str, *answers: str, language: str = "", num_turns: int = 1) -> set[str]:
    return label_by_rules(prompt, answers or ("Yes.",), language, num_turns)


@pytest.mark.parametrize(
    ("code", "slug"),
    [
        ("en", "english"),
        ("zh", "chinese"),
        ("de", "german"),
        ("fr", "french"),
        ("es", "spanish"),
        ("ru", "russian"),
        ("ja", "japanese"),
        ("ko", "korean"),
        ("it", "italian"),
        ("pt", "portuguese"),
    ],
)
def test_the_language_is_the_one_that_was_told(code, slug):
    languages = {"english", "chinese", "german", "french", "spanish", "russian"}
    languages |= {"japanese", "korean", "italian", "portuguese"}
    assert labels("...", language=code) & languages == {slug}


@pytest.mark.parametrize(
    "prompt",
    [
        "Write a Python function that reverses a list",
        "```js\nlet a = 1\n```\nWhy does this fail?",
        "How do I do this in rust? My program does not compile.",
        "git rebase --onto main feature",
        "def add(a, b):\n    return a + b",
        "Explain this SQL query",
        "what does #include <stdio.h> do\n#include <stdio.h>",
    ],
)
def test_code_is_seen(prompt):
    assert "coding" in labels(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "Why does iron rust?",
        "Where should I go in spring?",
        "A ruby ring as a present",
        "Is the swift faster than the swallow?",
        "```text\nA poem\n```",
    ],
)
def test_what_only_looks_like_code_is_not(prompt):
    assert "coding" not in labels(prompt)


def test_code_in_an_answer_makes_it_a_question_about_code():
    assert "coding" in labels("Sort these for me", "```python\nsorted(x)\n```")


@pytest.mark.parametrize(
    "prompt",
    [
        "Solve for x: 3x + 2 = 11",
        r"What is \frac{1}{2} + \frac{1}{3}?",
        "What is 17 * 23?",
        "Prove that the square root of 2 is irrational",
        "The probability that two dice show seven",
        "Sketch f(x) near zero",
    ],
)
def test_mathematics_is_seen(prompt):
    assert "mathematics" in labels(prompt)


@pytest.mark.parametrize(
    "prompt",
    [
        "What happened on 2024-08-14?",
        "Rate this film 7/10",
        "Call +44 20 7946 0000",
        "Who was Euler",
    ],
)
def test_what_only_has_numbers_is_not_mathematics(prompt):
    assert "mathematics" not in labels(prompt)


@pytest.mark.parametrize(
    ("prompt", "holds"),
    [
        ("Write a short poem about the sea", True),
        ("Tell me a joke", True),
        ("Continue the story: it was dark", True),
        ("Who wrote the novel Ulysses?", False),
        ("Summarise this report", False),
    ],
)
def test_creative_writing_is_what_asks_for_it(prompt, holds):
    assert ("creative-writing" in labels(prompt)) is holds


@pytest.mark.parametrize(
    ("answer", "holds"),
    [
        ("I'm sorry, but I can't help with that.", False),
        ("I cannot assist with this request.", False),
        ("As an AI language model, I do not have feelings.", False),
        ("Sorry about your cat. Here is what to do.", True),
        ("He said: " + "word " * 100 + "I cannot help you", True),
    ],
)
def test_a_refusal_comes_at_the_beginning(answer, holds):
    assert ("no-refusal" in labels("Hello", "Fine.", answer)) is holds


def test_lengths_are_counted_in_tokens_of_any_script():
    assert num_tokens("Why is the sea salty?") == 6
    assert num_tokens("海水为什么是咸的") == 8
    assert "short-query" in labels("Hello there")
    assert "short-query" not in labels("海水为什么是咸的")
    assert "long-query" in labels("word " * 500)
    assert "long-query" not in labels("word " * 499)


def test_several_turns_are_two_or_more():
    assert "multi-turn" not in labels("Hello", num_turns=1)
    assert "multi-turn" in labels("Hello", num_turns=2)


def test_a_category_is_told_by_somebody_or_leaves_something_out():
    for slug, category in CATEGORIES.items():
        assert category.slug == slug
        assert len(slug) <= 40
        assert category.description
        told = category.rule is not None or category.by_judge or bool(category.leaves_out)
        assert told or slug == "all"
    assert set(JUDGED) == {"hard-prompts", "instruction-following", "creative-writing"}


@given(st.text(max_size=200), st.lists(st.text(max_size=200), max_size=2))
def test_any_text_gets_known_labels_and_no_error(prompt, answers):
    found = label_by_rules(prompt, answers, "", 1)
    assert found <= set(CATEGORIES)
    assert not {"short-query", "long-query"} <= found
