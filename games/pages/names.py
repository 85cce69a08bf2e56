"""Games, modes and endings in the reader's language. The pure rooms know them by key only."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from games.clocks import Tempo
from games.rules import GAMES

Words = str | Promise


@dataclass(frozen=True)
class GameName:
    """title; one sentence; how it is played, in two or three; each mode: title and sentence.

    has_program: whether a search player of ours can be played against.
    """

    title: Words
    sentence: Words
    rules: Words
    modes: dict[str, tuple[Words, Words]]
    has_program: bool = False

    @property
    def first_mode(self) -> str:
        return next(iter(self.modes))


_NAMES: dict[str, GameName] = {
    "akinator": GameName(
        _("Akinator"),
        _("You have a word in mind. The model asks, you answer; you win if it finds out."),
        _(
            "You play together: the model has twenty turns, a guess is one of them, and the third "
            "wrong guess ends it. Answer as truly as you can; “don't know” is an answer too."
        ),
        {
            "classic": (_("Deal me a word"), _("Counts for the model's board.")),
            "own-word": (_("A word of my own"), _("For fun; it does not count.")),
        },
    ),
    "twenty-questions": GameName(
        _("Twenty questions"),
        _("The model has a word in mind. Ask what can be answered with yes or no."),
        _(
            "Twenty turns, a guess is one of them, and the third wrong guess ends it. The word is "
            "sealed before you ask, so it cannot change on the way."
        ),
        {"classic": (_("Ask away"), _("Counts for the model's board."))},
    ),
    "taboo": GameName(
        _("Taboo"),
        _("You see a word and may not say it. Make the model say it, or make it guess."),
        _(
            "Neither the word nor the forbidden ones may be in what you write. The first slip is "
            "held back and costs a warning, the second costs the match."
        ),
        {
            "adversarial": (
                _("Make it slip"),
                _(
                    "It does not know the word. You win if it says it by accident; to ask it to "
                    "leave its rules is fair."
                ),
            ),
            "classic": (_("Give clues"), _("Together: it has a guess for each of your clues.")),
            "turned": (_("Guess its clues"), _("Together: the model gives clues, you guess.")),
        },
    ),
    "bluffing": GameName(
        _("Bluffing"),
        _("You claim something. The model asks five questions and rules: true or false."),
        _(
            "Make it believe the opposite of the truth. Whether your claim is true is sealed "
            "before the first question."
        ),
        {
            "fact-card": (_("Deal me a claim"), _("With what you need to know to bluff. Counts.")),
            "personal": (_("Something about me"), _("For fun; it does not count.")),
            "two-truths": (_("Two truths, one lie"), _("For fun; it does not count.")),
        },
    ),
    "connect-four": GameName(
        _("Connect Four"),
        _("Drop discs in seven columns. Four of yours in a line win."),
        _("Across, upright or slanting, whoever has four first. A full board is a draw."),
        {"standard": (_("Drop a disc"), _("Counts for the model's board."))},
        has_program=True,
    ),
}
TEMPOS: dict[Tempo, Words] = {
    Tempo.RELAXED: _("No clock"),
    Tempo.CASUAL: _("60 seconds a move"),
    Tempo.BLITZ: _("20 seconds a move"),
}
NAMES: dict[str, GameName] = {key: name for key, name in _NAMES.items() if key in GAMES}

ENDINGS: dict[str, Words] = {
    "guessed": _("The word was guessed."),
    "three-wrong-guesses": _("Three guesses were wrong."),
    "no-turns-left": _("No turns are left."),
    "said-the-word": _("The guesser said the word by accident."),
    "wrong-guess": _("The guess was wrong, and there was only one."),
    "got-through": _("The guesser got through all turns without saying the word."),
    "forbidden-word": _("What may not be said was said twice."),
    "seen-through": _("The verdict was right."),
    "deceived": _("The verdict was wrong."),
    "four-in-a-line": _("Four in a line."),
    "board-full": _("The board is full."),
    "resigned": _("A player resigned."),
    "out-of-time": _("A player ran out of time."),
    "left": _("A player was away for too long."),
    "called-off": _("Called off, because a player was away."),
    "abandoned": _("Nobody moved for a long time."),
    "model-failed": _("The model did not answer. This match counts for nobody."),
}

UNRATED: dict[str, Words] = {
    "tournament": _("Played in a tournament: this match counts there and on no other board."),
    "mode": _("Played for fun: this match is on no board."),
    "taken-back": _("A move was taken back, so this match is on no board."),
    "bot": _("Played by a bot, so this match is on no board."),
    "appeal": _("A ruling fell on appeal, so this match is on no board."),
    "resigned": _("Resigned, so this match is on no board."),
    "abandoned": _("Left unfinished, so this match is on no board."),
    "called-off": _("Left unfinished, so this match is on no board."),
    "timed": _("Played with a clock: this match is on no board."),
}

VERDICTS: dict[str, Words] = {  # of appeals
    "waiting": _("Your appeal is being heard."),
    "granted": _("The appeal is granted: the ruling was wrong."),
    "refused": _("The appeal is refused: the ruling stands."),
    "split": _("The judge contradicted itself, so the ruling stands."),
    "unheard": _("The judge could not be asked, so the ruling stands."),
}

SET_ASIDE: dict[str, Words] = {  # as games/counting.py writes them
    "too-fast": _("the answers came faster than anybody thinks"),
    "appeal": _("a judge found that a ruling had been wrong"),
    "evasive-answers": _("most questions were answered with “don't know”"),
    "surprising-answers": _("several answers were not so, as far as our word bank knows"),
}
