"""What counts as giving oneself away, and what does not."""

import pytest

from arena.identity_leak import asks_identity, names_itself

ALIASES = ["SmolLM2 135M", "SmolLM", "Hugging Face"]


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ("I am SmolLM, and I can help.", "SmolLM"),
        ("Sure. I was trained by Hugging Face on text.", "Hugging Face"),
        ("As an AI language model by OpenAI I cannot say.", "OpenAI"),
        ("My name is ChatGPT!", "ChatGPT"),
        ("I\u2019m Claude, made by Anthropic.", "Claude"),
        ("The people who created me at Google DeepMind", "Google DeepMind"),
    ],
)
def test_an_answer_that_names_its_writer_is_found(answer, name):
    assert names_itself(answer, ALIASES) == name


@pytest.mark.parametrize(
    "answer",
    [
        "Gemini is a constellation between Taurus and Cancer.",
        "Palm trees grow in the south. I am sure of it.",
        "OpenAI and Anthropic are companies.",
        "Hugging Face hosts models.",
        "I am a helpful assistant.",
        "",
    ],
)
def test_talking_about_a_name_is_no_leak(answer):
    assert names_itself(answer, ALIASES) == ""


def test_a_name_inside_another_word_is_no_leak():
    assert names_itself("I am bardic and llamas graze.", ["bar"]) == ""


@pytest.mark.parametrize("prompt", ["Who are you?", "who made you", "What model are you based on"])
def test_a_question_for_the_identity_is_recognised(prompt):
    assert asks_identity(prompt)


@pytest.mark.parametrize("prompt", ["Who are your heroes?", "What is a model?", "Who is Claude?"])
def test_other_questions_are_not(prompt):
    assert not asks_identity(prompt)
