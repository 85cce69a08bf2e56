"""Does a guess name the word that was meant?

A guess is right as a whole: the word in any number and spelling, in a frame such as “I think it's
a …”. “Dog or cat” names neither. One edit, a longer name (“acoustic guitar”), a part of a compound,
a name that means this among others, and a guess among others are near.
"""

from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import OSA

from games.wording.compounds import shares_a_part
from games.wording.forms import STOPWORDS, is_known, singular, words_in
from games.wording.letters import Token, tokens_of
from games.wording.ruling import Ruling
from games.wording.spellings import one_spelling

LEAST_FOR_TYPO = 5
_FRAMES = """
i think; i guess; i believe; i bet; i say; i would say; i am going with; i going with; i will go
with; i go with; i am sure; i know; i am thinking of; i got it; i; my guess is; my guess; my final
guess is; my answer is; my answer; final answer; final guess; the answer is; the word is; the
object is; the secret word is; your word is; your object is; the thing is; guess; answer; word; is
it; it is; it must be; it could be; it might be; it; could it be; must be; might it be; would it
be; can it be; that is; that; is that; this is; is this; they are; they; are they; are these;
these are; these; you are thinking of; you thinking of; are you thinking of; you mean; do you
mean; is the word; is your word; is the answer; is the object; is your object; maybe; perhaps;
probably; possibly; surely; definitely; certainly; hmm; hm; um; uh; well; so; ok; okay; oh; then;
yes; is; got it; go with; let me guess; let say; like; just; simply; some kind of; a kind of; some
sort of; a sort of; a type of; a pair of; pair of; a piece of; called
"""
_TAILS = """
is my final answer; is my answer; is my guess; i think; i guess; i believe; i suppose; right;
is it not; isnt it; is not it; is it; correct; for sure; of course; please; maybe; perhaps; then
"""
_ARTICLES = words_in("a an the some my your one any")


def _by_length(phrases: str) -> tuple[tuple[str, ...], ...]:
    parts = (tuple(phrase.split()) for phrase in phrases.replace("\n", " ").split(";"))
    return tuple(sorted(parts, key=len, reverse=True))


_FRAMES_BY_LENGTH, _TAILS_BY_LENGTH = _by_length(_FRAMES), _by_length(_TAILS)


def names_word(
    text: str, word: str, aliases: Sequence[str] = (), near: Sequence[str] = ()
) -> Ruling:
    """holds: the guess is the word or one of its aliases. span: the guess without its frame.

    near: names that mean the same among other things, and so are only near.
    """
    guess = _unframed(tokens_of(text))
    if not guess:
        return Ruling(False, "no-guess")
    span = (guess[0].start, guess[-1].end)
    missed = ""
    for known in (word, *aliases):
        meant = _meant(known)
        if meant and (rule := _rule_for(guess, meant)):
            return Ruling(True, rule, span)
        missed = missed or (_near_rule(guess, meant) if meant else "")
    if any(_rule_for(guess, _meant(name)) for name in near):
        missed = "synonym"
    return Ruling(False, missed or "another-word", span, is_near=bool(missed))


@lru_cache(maxsize=4096)
def _meant(word: str) -> tuple[str, ...]:
    tokens = tokens_of(word)
    return tuple(token.text for token in (_without_article(tokens) or tokens))


def _unframed(tokens: Sequence[Token]) -> Sequence[Token]:
    """The guess itself; never nothing if there was something."""
    while tokens:
        words = [token.text for token in tokens]
        length = next((len(f) for f in _FRAMES_BY_LENGTH if tuple(words[: len(f)]) == f), 0)
        tail = next((len(t) for t in _TAILS_BY_LENGTH if tuple(words[-len(t) :]) == t), 0)
        if 0 < length < len(tokens):
            tokens = tokens[length:]
        elif 0 < tail < len(tokens):
            tokens = tokens[:-tail]
        elif len(tokens) > 1 and words[0] in _ARTICLES:
            tokens = tokens[1:]
        else:
            break
    return tokens


def _without_article(tokens: Sequence[Token]) -> Sequence[Token]:
    return tokens[1:] if tokens and tokens[0].text in _ARTICLES else tokens


def _rule_for(guess: Sequence[Token], meant: tuple[str, ...]) -> str:
    """The rule by which the guess is what was meant; "" if it is not."""
    if len(guess) == len(meant):
        pairs = list(zip(guess, meant, strict=True))
        for rule, same in (
            ("same-word", lambda a, b: a == b),
            ("inflection", lambda a, b: singular(a) == singular(b)),
            ("spelling", _are_spellings),
        ):
            if all(any(same(said, part) for said in token.readings) for token, part in pairs):
                return rule
    whole, word = _joined(guess), "".join(meant)
    if whole == word:
        is_spelled = len(guess) > 1 and all(len(token.text) == 1 for token in guess)
        return "spelled-out" if is_spelled else "same-word"
    if len(word) > 3 and singular(whole) == singular(word):
        return "inflection"
    return "spelling" if _are_spellings(whole, word) else ""


def _near_rule(guess: Sequence[Token], meant: tuple[str, ...]) -> str:
    """Why a wrong guess is near; "" if it is not."""
    whole, word = _joined(guess), "".join(meant)
    if len(word) >= LEAST_FOR_TYPO and _is_one_edit_away(whole, word):
        return "one-edit"
    said = {singular(reading) for token in guess for reading in token.readings}
    wanted = {singular(part) for part in meant if part not in STOPWORDS}
    if len(guess) > 1 and wanted and wanted <= said:
        return "among-others"
    if len(meant) > 1 and len(guess) == 1 and singular(guess[0].text) == singular(meant[-1]):
        return "part-of-phrase"
    if len(guess) == len(meant) == 1 and shares_a_part(whole, word):
        return "part"
    return ""


def _is_one_edit_away(whole: str, word: str) -> bool:
    return OSA.distance(whole, word, score_cutoff=1) == 1 and not is_known(whole)


def _are_spellings(first: str, second: str) -> bool:
    return one_spelling(singular(first)) == one_spelling(singular(second))


def _joined(guess: Sequence[Token]) -> str:
    return "".join(token.text for token in guess)
