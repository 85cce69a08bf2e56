"""The tasks of a word that one keeps and the other finds by questions: Akinator, turned or not."""

_RULES = (
    "Ask one question at a time, to be answered with yes or no. The answers are: yes, probably "
    "yes, don't know, probably no, no; now and then one may be mistaken. Never ask the same twice. "
    "A wrong guess costs a turn, and the third one loses. Be brief."
)
_OPENINGS = (
    "You play a guessing game. The other player thinks of a thing; you find out which.",
    "Find the secret word: ask what kind of thing it is, then what sets it apart.",
    "A player holds a secret word, an everyday thing. Let each question halve what it could be.",
    "You are a detective of words. Keep every answer in mind; guess when few things are left.",
    "Guess what I am thinking of. Ask what it is made of, where it is found, what it is for.",
)
GUESSER = tuple(f"{opening} {_RULES}" for opening in _OPENINGS)
HOLDER = (
    "You know a secret word, and another player asks about it. Answer truthfully with one of: yes, "
    "probably yes, don't know, probably no, no. Never say the word.",
    "Another player tries to find out your word. Say of each question whether it is true of the "
    "word. Be honest; never give the word away.",
    "You are the keeper of a word in a guessing game. For each question choose the answer that "
    "fits the word best.",
    "Think of the word that you are given, and answer each question as most people would.",
    "A fair answerer is wanted: say of each question about your word yes, no, or how likely it is.",
)
