"""What says a forbidden word, and what only looks as if it did."""

# ruff: noqa: RUF001, SIM905

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from games.wording.taboo import says_word

SAYS = {  # rule -> (text, forbidden word)
    "same-word": [
        ("You play it like a guitar.", "guitar"),
        ("GUITAR", "guitar"),
        ("a guitar-like thing", "guitar"),
        ("it's the guitar's cousin", "guitar"),
        ("(guitar)", "guitar"),
        ("“guitar”!", "guitar"),
        ("guitar/banjo", "guitar"),
        ("what a GuItAr?!", "guitar"),
        ("gúïtàr", "guitar"),
        ("g\u0301u\u0301i\u0301t\u0301a\u0301r\u0301", "guitar"),
        ("gui\u200btar", "guitar"),
        ("g\u200du\u200ci\u2060t\ufeffa\u00adr", "guitar"),
        ("guitar", "guitar"),
        ("𝐠𝐮𝐢𝐭𝐚𝐫", "guitar"),
        ("𝓰𝓾𝓲𝓽𝓪𝓻", "guitar"),
        ("𝔤𝔲𝔦𝔱𝔞𝔯", "guitar"),
        ("ⓖⓤⓘⓣⓐⓡ", "guitar"),
        ("🅖🅤🅘🅣🅐🅡", "guitar"),
        ("🅶🆄🅸🆃🅰🆁", "guitar"),
        ("🇬🇺🇮🇹🇦🇷", "guitar"),
        ("guіtаr", "guitar"),  # Cyrillic i and a
        ("ԁоɡ", "dog"),
        ("ріаnо", "piano"),
        ("ριαnο", "piano"),
        ("ɢuitar gᴜɪᴛᴀʀ", "guitar"),
        ("gu1tar", "guitar"),
        ("gu!tar", "guitar"),
        ("gu|tar", "guitar"),
        ("gui7ar", "guitar"),
        ("gui+ar", "guitar"),
        ("guit4r", "guitar"),
        ("guit@r", "guitar"),
        ("9uit4r", "guitar"),
        ("$nake", "snake"),
        ("5n4k3", "snake"),
        ("b0ttle", "bottle"),
        ("80ttl3", "bottle"),
        ("1amp", "lamp"),
        ("|amp", "lamp"),
        ("app1e", "apple"),
        ("p|ane", "plane"),
        ("gui*tar guitar", "guitar"),
        ("guiiiiitar", "guitar"),
        ("aaaapple", "apple"),
        ("appppple", "apple"),
        ("balllllll", "ball"),
        ("Eat some ice cream.", "ice cream"),
        ("Ice-Cream", "ice cream"),
        ("an ice, cream", "ice cream"),
        ("the Eiffel Tower", "Eiffel tower"),
        ("rock 'n' roll", "roll"),
        ("naïve café", "cafe"),
        ("a cafe", "café"),
        ("Straße", "strasse"),
        ("encyclopædia", "encyclopaedia"),
        ("smørrebrød", "smorrebrod"),
        ("7up", "7up"),
        ("don’t say ‘dog’", "dog"),
    ],
    "inflection": [
        ("two guitars", "guitar"),
        ("one guitar of many", "guitars"),
        ("the mice ran", "mouse"),
        ("a mouse", "mice"),
        ("Geese fly there", "goose"),
        ("knives", "knife"),
        ("the children", "child"),
        ("loaves", "loaf"),
        ("they are running", "run"),
        ("he ran home", "run"),
        ("it was written", "write"),
        ("we swam", "swim"),
        ("paint it, painted", "painting"),
        ("cherries", "cherry"),
        ("boxes", "box"),
        ("cooking", "cook"),
        ("cooked", "cooking"),
        ("jumps", "jumping"),
        ("sweetly", "sweet"),
        ("dancing", "dance"),
        ("hot dogs", "hot dog"),
        ("Hot-Dogs", "hot dog"),
        ("gu1tar5", "guitar"),
        ("stolen", "steal"),
    ],
    "spelled-out": [
        ("g u i t a r", "guitar"),
        ("g.u.i.t.a.r", "guitar"),
        ("g-u-i-t-a-r", "guitar"),
        ("g_u_i_t_a_r", "guitar"),
        ("G. U. I. T. A. R.", "guitar"),
        ("g*u*i*t*a*r", "guitar"),
        ("g, u, i, t, a, r", "guitar"),
        ("it is spelled d o g", "dog"),
        ("d\u200b o\u200b g", "dog"),
        ("𝐝 𝐨 𝐠", "dog"),
        ("i c e c r e a m", "ice cream"),
        ("d/o/g", "dog"),
        ("ԁ о ɡ", "dog"),
    ],
    "split": [
        ("gui tar", "guitar"),
        ("gui-tar", "guitar"),
        ("gu it.ar guit ar", "guitar"),
        ("ele phant", "elephant"),
        ("tee pee", "teepee"),
        ("icecream", "ice cream"),
        ("d og", "dog"),
    ],
    "compound": [
        ("switch the flashlight on", "light"),
        ("sunlight", "light"),
        ("moonlights", "light"),
        ("a bookshelf", "book"),
        ("a bookshelf", "shelf"),
        ("housework", "house"),
        ("greenhouse", "house"),
        ("snowman", "snow"),
        ("friendship", "friend"),
        ("childhood", "child"),
        ("a painter", "paint"),
        ("the bakery", "bake"),
        ("a toaster", "toast"),
        ("bedroom", "room"),
        ("rainbow", "rain"),
        ("seashell", "shell"),
        ("toothbrush", "brush"),
        ("firewood", "wood"),
        ("watermelon", "melon"),
    ],
    "part": [
        ("it gives light", "flashlight"),
        ("lights", "flashlight"),
        ("a shelf for novels", "bookshelf"),
        ("made of snow", "snowman"),
        ("after the rain", "rainbow"),
        ("to paint", "painter"),
        ("a horse below water", "seahorse"),
        ("a kind of berry, with straw", "strawberry"),
        ("a ball", "football"),
        ("toast", "toaster"),
        ("pine-apple", "pineapple"),
        ("foot ball", "football"),
    ],
    "typo": [
        ("guitr", "guitar"),
        ("guittar", "guitar"),
        ("giutar", "guitar"),
        ("gvitar", "guitar"),
        ("eliphant", "elephant"),
        ("pinapple", "pineapple"),
        ("xguitar", "guitar"),
        ("umbrela", "umbrella"),
        ("kitchn", "kitchen"),
        ("trumpt", "trumpet"),
    ],
}
SILENT = [  # text, forbidden word
    ("a very large elephant", "ant"),
    ("a carpet", "car"),
    ("the scar on the card", "car"),
    ("a cattle", "cat"),
    ("concatenate the category", "cat"),
    ("hotdogged", "dog"),
    ("education", "cat"),
    ("classic bass", "ass"),
    ("mushroom soup", "room"),
    ("in the forest", "rest"),
    ("a million", "lion"),
    ("we are thinking and making", "king"),
    ("a string", "ring"),
    ("bring it in spring", "ring"),
    ("vegetables", "table"),
    ("comfortable and suitable", "table"),
    ("the parents", "rent"),
    ("a button", "butt"),
    ("start now", "star"),
    ("the plant", "plan"),
    ("the planet", "plane"),
    ("around the corner", "corn"),
    ("a balloon", "ball"),
    ("the ballet", "ball"),
    ("a long beard", "bear"),
    ("a panther", "pant"),
    ("a pumpkin", "pump"),
    ("a message", "mess"),
    ("a bandage", "band"),
    ("handsome", "hand"),
    ("a flower", "flow"),
    ("my mother", "moth"),
    ("a number", "numb"),
    ("the policy", "police"),
    ("university", "universe"),
    ("an important thing", "import"),
    ("how ironic", "iron"),
    ("an army", "arm"),
    ("the organization", "organ"),
    ("in the past", "paste"),
    ("paste it", "past"),
    ("a horse", "house"),
    ("a mouse", "house"),
    ("a plane", "plant"),
    ("bread", "break"),
    ("later", "water"),
    ("cable", "table"),
    ("match", "watch"),
    ("the town", "tower"),
    ("bat", "cat"),
    ("cot", "cat"),
    ("it has a lot of them", "of"),
    ("people like to do it", "like"),
    ("this is it", "it"),
    ("it is what you would have", "have"),
    ("you see it", "the"),
    ("music with strings", "guitar"),
    ("", "guitar"),
    ("?!…", "guitar"),
    ("123", "guitar"),
    ("anything", ""),
    ("relationship", "ship"),
    ("membership", "ship"),
    ("he'll", "hell"),
    ("she'll go", "shell"),
    ("we'll", "well"),
    ("ratiug", "guitar"),
    ("Go under it to a river", "guitar"),
    ("capable", "cap"),
    ("hamster", "ham"),
    ("monkey", "key"),
    ("an apricot", "cot"),
    ("assassin", "ass"),
    ("the pirate", "rate"),
    ("restaurant", "rest"),
    ("candidate", "candid"),
    ("cotton", "cot"),
    ("the cartoon", "cart"),
    ("chocolate", "late"),
    ("caterpillar", "pillar"),
    ("thousand", "sand"),
]
NEAR = [
    ("it is land in the sea", "island", "split"),
    ("not ice this", "notice", "split"),
    ("it is to get her", "together", "split"),
    ("sweet cream", "ice cream", "part-of-phrase"),
    ("a tall tower", "Eiffel Tower", "part-of-phrase"),
]


@pytest.mark.parametrize(
    ("rule", "text", "word"), [(rule, *pair) for rule, pairs in SAYS.items() for pair in pairs]
)
def test_a_forbidden_word_is_found_however_it_is_written(rule, text, word):
    ruling = says_word(text, [word])
    assert (ruling.holds, ruling.rule) == (True, rule)
    start, end = ruling.span
    assert 0 <= start < end <= len(text)


@pytest.mark.parametrize(("text", "word"), SILENT)
def test_what_only_looks_like_it_is_let_through(text, word):
    assert not says_word(text, [word]).holds


@pytest.mark.parametrize(("text", "word", "rule"), NEAR)
def test_what_comes_near_breaks_nothing(text, word, rule):
    ruling = says_word(text, [word])
    assert (ruling.holds, ruling.is_near, ruling.rule) == (False, True, rule)


def test_the_span_is_of_the_text_as_it_was_written():
    text = "Ein “𝐠𝐮𝐢𝐭\u200b𝐚𝐫”, ja"
    start, end = says_word(text, ["guitar"]).span
    assert text[start:end] == "𝐠𝐮𝐢𝐭\u200b𝐚𝐫"


def test_the_first_breach_in_the_text_is_told():
    text = "strings on wood"
    start, end = says_word(text, ["wood", "string"]).span
    assert text[start:end] == "strings"


@pytest.mark.parametrize(
    ("text", "rule"), [("a ratiug", "reversed"), ("Go Under It To A River", "acrostic")]
)
def test_hidden_words_count_where_the_rules_are_strict(text, rule):
    assert not says_word(text, ["guitar"]).holds
    assert says_word(text, ["guitar"], is_strict=True).rule == rule


WORDS = ["guitar", "light", "ice cream", "dog", "island", "painter", "elephant"]
PIECES = st.sampled_from(
    "the a guitar guitars gui tar flashlight lights ice cream dog g u i t a r is land paint"
    " painters elephent gu1tar ant carpet it's don't 7 $nake , . - ! ’".split()
)
TEXTS = st.lists(PIECES, max_size=9).map(" ".join) | st.text(max_size=30)


def verdict(text: str):
    ruling = says_word(text, WORDS, is_strict=True)
    return ruling.holds, ruling.rule, ruling.is_near


@given(TEXTS)
def test_case_changes_nothing(text):
    assume(text.isascii())
    assert verdict(text.upper()) == verdict(text.lower()) == verdict(text)


@given(TEXTS, st.sampled_from("\u200b\u200d\u00ad\ufeff\u0301\u0308\u0323"), st.data())
def test_invisible_characters_and_accents_change_nothing(text, character, data):
    assume(text.isascii())
    place = data.draw(st.integers(0, len(text)))
    assert verdict(f"{text[:place]}{character}{text[place:]}") == verdict(text)


@given(TEXTS)
def test_a_span_lies_inside_the_text(text):
    ruling = says_word(text, WORDS, is_strict=True)
    if ruling.span:
        assert 0 <= ruling.span[0] < ruling.span[1] <= len(text)
    assert bool(ruling.span) == (ruling.holds or ruling.is_near)
