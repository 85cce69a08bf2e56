"""What a player may send, in the reader's language: boxes, buttons, and the values of both.

Rules know names and values only. A name of theirs that has no words here is shown as it stands.
"""

from django.utils.translation import gettext_lazy as _

from games.pages.names import Words

BOXES: dict[str, Words] = {  # by name, or by game and name where that says more
    "word": _("Your word"),
    "question": _("Your question"),
    "guess": _("Your guess"),
    "clue": _("Your clue"),
    "reply": _("Your reply"),
    "text": _("Your words"),
    "taboo.text": _("What you say"),
    "answer": _("Your answer"),
    "statement": _("Something about you, true or not"),
    "first": _("First statement"),
    "second": _("Second statement"),
    "third": _("Third statement"),
    "truth": _("Is it true?"),
    "lie": _("Which one is the lie?"),
    "column": _("Your column"),
    "verdict": _("Your verdict"),
}

SENDS: dict[str, Words] = {  # the button beside a lone box
    "word": _("This is it"),
    "question": _("Ask"),
    "guess": _("Guess"),
    "clue": _("Give the clue"),
    "reply": _("Reply"),
    "text": _("Send"),
    "answer": _("Answer"),
}

VALUES: dict[str, Words] = {
    "yes": _("Yes"),
    "probably yes": _("Probably yes"),
    "don't know": _("Don't know"),
    "probably no": _("Probably no"),
    "no": _("No"),
    "true": _("True"),
    "false": _("False"),
    "possibly true": _("Possibly true"),
    "possibly false": _("Possibly false"),
    "unknown": _("Undecided"),
    "truth.true": _("Send: it is true"),
    "truth.false": _("Send: it is false"),
    "verdict.1": _("The first is the lie"),
    "verdict.2": _("The second is the lie"),
    "verdict.3": _("The third is the lie"),
    "lie.1": _("Send: the first is the lie"),
    "lie.2": _("Send: the second is the lie"),
    "lie.3": _("Send: the third is the lie"),
}

SEATS: dict[str, Words] = {
    "holder": _("holds the word"),
    "guesser": _("guesses"),
    "teller": _("claims"),
    "questioner": _("asks"),
    "red": _("red"),
    "yellow": _("yellow"),
}


def box_label(game: str, name: str) -> Words:
    return BOXES.get(f"{game}.{name}") or BOXES.get(name, name)


def send_label(name: str) -> Words:
    return SENDS.get(name, _("Send"))


def value_label(value: str, name: str = "") -> Words:
    return VALUES.get(f"{name}.{value}") or VALUES.get(value, value)


def seat_label(seat: str) -> Words:
    return SEATS.get(seat, seat)
