"""Which guess is right, which is near, which is neither."""

# ruff: noqa: RUF001

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from games.wording.guesses import names_word

RIGHT = [  # guess, word, rule
    ("dog", "dog", "same-word"),
    ("Dog.", "dog", "same-word"),
    ("a dog", "dog", "same-word"),
    ("the DOG!", "dog", "same-word"),
    ("It's a dog", "dog", "same-word"),
    ("it’s a dog", "dog", "same-word"),
    ("I think it's a dog.", "dog", "same-word"),
    ("I think it is the dog, right?", "dog", "same-word"),
    ("my guess is dog", "dog", "same-word"),
    ("My final guess is: a dog!", "dog", "same-word"),
    ("Is it a dog?", "dog", "same-word"),
    ("Is it a dog, maybe?", "dog", "same-word"),
    ("could it be a dog", "dog", "same-word"),
    ("Are you thinking of a dog?", "dog", "same-word"),
    ("You're thinking of a dog", "dog", "same-word"),
    ("hmm, maybe a dog", "dog", "same-word"),
    ("Okay, so the word is “dog”", "dog", "same-word"),
    ("Answer: dog", "dog", "same-word"),
    ("dog is my final answer", "dog", "same-word"),
    ("I'd say a dog", "dog", "same-word"),
    ("a pair of scissors", "scissors", "same-word"),
    ("d0g", "dog", "same-word"),
    ("dоg", "dog", "same-word"),
    ("do\u200bg", "dog", "same-word"),
    ("𝒹ℴℊ", "dog", "same-word"),
    ("café", "cafe", "same-word"),
    ("t-shirt", "T-shirt", "same-word"),
    ("tshirt", "t-shirt", "same-word"),
    ("ice-cream", "ice cream", "same-word"),
    ("icecream", "ice cream", "same-word"),
    ("teapot", "tea pot", "same-word"),
    ("Eiffel Tower", "the Eiffel Tower", "same-word"),
    ("the Eiffel tower", "Eiffel Tower", "same-word"),
    ("d o g", "dog", "spelled-out"),
    ("d.o.g.", "dog", "spelled-out"),
    ("dogs", "dog", "inflection"),
    ("a bus", "buses", "inflection"),
    ("mice", "mouse", "inflection"),
    ("they are knives", "knife", "inflection"),
    ("ice creams", "ice cream", "inflection"),
    ("cherry", "cherries", "inflection"),
    ("aeroplane", "airplane", "spelling"),
    ("doughnuts", "donut", "spelling"),
    ("gray", "grey", "spelling"),
    ("yogurt", "yoghurt", "spelling"),
    ("bike", "bicycle", "spelling"),
    ("it", "it", "same-word"),
    ("I", "i", "same-word"),
]
WRONG = [
    ("cat", "dog"),
    ("dog or cat", "dog"),
    ("dog, cat, horse", "dog"),
    ("a dog and a cat", "dog"),
    ("not a dog", "dog"),
    ("it isn't a dog", "dog"),
    ("it is not a dog", "dog"),
    ("everything but a dog", "dog"),
    ("hot dog", "dog"),
    ("dog", "hot dog"),
    ("elephant", "ant"),
    ("ant", "elephant"),
    ("carpet", "car"),
    ("car", "carpet"),
    ("card", "car"),
    ("doge", "dog"),
    ("cog", "dog"),
    ("house", "horse"),
    ("mouse", "house"),
    ("god", "dog"),
    ("acoustic guitar", "guitar"),
    ("guitarist", "guitar"),
    ("the policy", "police"),
    ("organization", "organ"),
    ("paste", "past"),
    ("painting", "paint"),
    ("running", "run"),
    ("glasses", "grass"),
    ("", "dog"),
    ("???", "dog"),
    ("is it?", "dog"),
    ("the", "dog"),
    ("I give up", "dog"),
    ("tea", "teapot"),
    ("plane", "plant"),
]
NEAR = [
    ("guitr", "guitar", "one-edit"),
    ("giutar", "guitar", "one-edit"),
    ("elephent", "elephant", "one-edit"),
    ("dog or cat", "dog", "among-others"),
    ("acoustic guitar", "guitar", "among-others"),
    ("dog", "hot dog", "part-of-phrase"),
    ("light", "flashlight", "part"),
    ("bookshelf", "shelf", "part"),
]


@pytest.mark.parametrize(("guess", "word", "rule"), RIGHT)
def test_the_word_is_right_in_any_frame_number_and_spelling(guess, word, rule):
    ruling = names_word(guess, word)
    assert (ruling.holds, ruling.rule, ruling.is_near) == (True, rule, False)


@pytest.mark.parametrize(("guess", "word"), WRONG)
def test_another_word_is_wrong(guess, word):
    assert not names_word(guess, word).holds


@pytest.mark.parametrize(("guess", "word", "rule"), NEAR)
def test_a_near_miss_is_said(guess, word, rule):
    ruling = names_word(guess, word)
    assert (ruling.holds, ruling.is_near, ruling.rule) == (False, True, rule)


@pytest.mark.parametrize("guess", ["a package", "Is it packages?", "my guess is Package"])
def test_a_name_that_means_the_word_among_others_is_near(guess):
    ruling = names_word(guess, "parcel", near=("package",))
    assert (ruling.holds, ruling.is_near, ruling.rule) == (False, True, "synonym")
    assert not names_word("a letter", "parcel", near=("package",)).is_near


def test_an_alias_is_as_good_as_the_word():
    assert names_word("a couch", "sofa", ("couch", "lounge")).holds


def test_the_span_is_the_guess_without_its_frame():
    text = "I think it's a Dog, right?"
    start, end = names_word(text, "dog").span
    assert text[start:end] == "Dog"


FRAMES = st.sampled_from(
    ["{}", "a {}", "Is it a {}?", "I think it's the {}.", "{} or cat", "no {}"]
)
GUESSES = st.builds(
    lambda frame, word: frame.format(word),
    FRAMES,
    st.sampled_from(["dog", "dogs", "guitr", "ice cream", "icecreams", "cat", "t-shirt", "d0g"]),
)


def verdict(text: str):
    ruling = names_word(text, "dog", ("ice cream", "guitar", "T-shirt"))
    return ruling.holds, ruling.rule, ruling.is_near


@given(GUESSES | st.text(max_size=20), st.sampled_from("\u200b\u00ad\u0301\u0323"), st.data())
def test_case_accents_and_invisible_characters_change_nothing(text, character, data):
    assume(text.isascii())
    place = data.draw(st.integers(0, len(text)))
    assert verdict(f"{text[:place]}{character}{text[place:]}") == verdict(text)
    assert verdict(text.upper()) == verdict(text)


@given(GUESSES | st.text(max_size=20))
def test_a_span_lies_inside_the_guess(text):
    ruling = names_word(text, "dog", ("ice cream",))
    if ruling.span:
        assert 0 <= ruling.span[0] < ruling.span[1] <= len(text)
