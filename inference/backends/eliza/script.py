"""LISTENER: a script for ELIZA's machine, in our own words, after the manner of a patient listener.

Patterns are matched after pronouns were swapped: the visitor's "I am tired of you" is read as
"you are tired of i". How to write a rule: inference/backends/eliza/machine.py, Rule.
"""

from inference.backends.eliza.machine import Keyword, Rule, Script


def _rule(pattern: str, *answers: str) -> Rule:
    return Rule(tuple(pattern.split()), answers)


def _same_as(word: str, rank: int = 0, becomes: str = "") -> Keyword:
    return Keyword(rank, becomes, (_rule("*", f"={word}"),))


def _group(words: str) -> frozenset[str]:
    return frozenset(words.split())


_GROUPS = {
    "family": _group(
        "mother mum mom father dad parents sister brother wife husband partner son daughter "
        "children child family grandmother grandfather aunt uncle cousin"
    ),
    "believe": _group("believe think feel suppose guess suspect imagine"),
    "low": _group("sad unhappy depressed lonely tired ill sick afraid anxious worried angry lost"),
    "high": _group("happy glad better fine well proud calm excited hopeful"),
    "wish": _group("want need wish desire crave"),
}

_SUBSTITUTIONS = {
    "me": "you",
    "mine": "yours",
    "yours": "mine",
    "myself": "yourself",
    "yourself": "myself",
}

_KEYWORDS = {
    "hello": Keyword(
        rules=(
            _rule(
                "*",
                "Good to have you here. What would you like to talk about?",
                "Hello again. Where shall we begin?",
            ),
        )
    ),
    "hi": _same_as("hello"),
    "hey": _same_as("hello"),
    "greetings": _same_as("hello"),
    "goodbye": Keyword(
        rank=1,
        rules=(_rule("*", "Until next time, then. Is there one thing left to say?"),),
    ),
    "bye": _same_as("goodbye", rank=1),
    "thanks": Keyword(
        rules=(_rule("*", "You need not thank me. Go on.", "What made that welcome to you?"),)
    ),
    "thank": _same_as("thanks"),
    "sorry": Keyword(
        rules=(
            _rule(
                "*",
                "There is nothing to forgive.",
                "What is it like for you, to say sorry?",
                "I did not feel hurt. Please go on.",
            ),
        )
    ),
    "apologise": _same_as("sorry"),
    "apologize": _same_as("sorry"),
    "remember": Keyword(
        rank=5,
        rules=(
            _rule(
                "* you remember *",
                "Does {4} often come back to you?",
                "What else returns with {4}?",
                "Why does {4} come back just now?",
                "How is {4} tied to what we speak of?",
            ),
            _rule(
                "* do i remember *",
                "Would it trouble you if I had forgotten {5}?",
                "What about {5} ought to stay with me?",
                "=what",
            ),
            _rule("*", "NEWKEY"),
        ),
    ),
    "forget": Keyword(
        rank=4,
        rules=(
            _rule("* you forget *", "What would it be to keep {4}?", "Is {4} easy to lose?"),
            _rule("*", "What else slips away from you?"),
        ),
    ),
    "if": Keyword(
        rank=3,
        rules=(
            _rule(
                "* if *",
                "How likely is it that {3}?",
                "Is it your hope that {3}?",
                "And what would follow, if {3}?",
                "Suppose it so: {3}. What then?",
            ),
        ),
    ),
    "dreamed": Keyword(
        rank=4,
        rules=(
            _rule(
                "* you dreamed *",
                "So {4}, in a dream?",
                "Has {4} crossed your mind while awake?",
                "Is {4} new among your dreams?",
            ),
            _rule("*", "=dream"),
        ),
    ),
    "dreamt": _same_as("dreamed", rank=4, becomes="dreamed"),
    "dream": Keyword(
        rank=3,
        rules=(
            _rule(
                "*",
                "What did the dream leave you with?",
                "Who else walks through your dreams?",
                "Could the dream be about something nearer?",
            ),
        ),
    ),
    "dreams": _same_as("dream", rank=3),
    "perhaps": Keyword(
        rules=(
            _rule(
                "*",
                "You leave a door open there.",
                "What would make you sure?",
                "Can it be said without the maybe?",
            ),
        )
    ),
    "maybe": _same_as("perhaps"),
    "name": Keyword(
        rank=15,
        rules=(_rule("*", "Let us do without names.", "Names are of no use to me here. Go on."),),
    ),
    "computer": Keyword(
        rank=50,
        rules=(
            _rule(
                "*",
                "Do machines weigh on your mind?",
                "What brings a machine into this?",
                "What could a machine do for you that people do not?",
                "Is there something in machines that unsettles you?",
            ),
        ),
    ),
    "computers": _same_as("computer", rank=50),
    "machine": _same_as("computer", rank=50),
    "machines": _same_as("computer", rank=50),
    "robot": _same_as("computer", rank=50),
    "ai": _same_as("computer", rank=50),
    "chatbot": _same_as("computer", rank=50),
    "am": Keyword(
        becomes="are",
        rules=(
            _rule(
                "* are you *",
                "Is it your belief that you are {4}?",
                "Would it please you to be {4}?",
                "Suppose I told you that you are {4}. What then?",
                "=what",
            ),
            _rule("*", "NEWKEY"),
        ),
    ),
    "are": Keyword(
        rules=(
            _rule(
                "* are i *",
                "What would it change, whether I am {4}?",
                "Would you rather that I were not {4}?",
                "In your thoughts, am I sometimes {4}?",
                "=what",
            ),
            _rule(
                "* they are *",
                "Could it be that they are not {4}?",
                "When did you first see that they are {4}?",
            ),
            _rule("*", "NEWKEY"),
        )
    ),
    "your": Keyword(
        becomes="my",
        rules=(
            _rule(
                "* my *",
                "What draws you to my {3}?",
                "Whose {3} do you think of besides mine?",
                "Let us leave my {3} aside. What of your own?",
            ),
        ),
    ),
    "was": Keyword(
        rank=2,
        rules=(
            _rule(
                "* was you *",
                "What if you had been {4}?",
                "Do you look back on yourself as {4}?",
                "=what",
            ),
            _rule(
                "* you was *",
                "Were you, truly?",
                "What brings it up now, that you were {4}?",
                "How did it end, being {4}?",
            ),
            _rule("* was i *", "Did it seem to you that I was {4}?", "Suppose I had been {4}."),
            _rule("*", "NEWKEY"),
        ),
    ),
    "were": _same_as("was", becomes="was"),
    "i": Keyword(
        becomes="you",
        rules=(
            _rule(
                "* you @wish *",
                "What would it give you, to have {4}?",
                "And if {4} never came?",
                "Since when do you long for {4}?",
                "Suppose {4} were yours tomorrow. What next?",
            ),
            _rule(
                "* you are * @low *",
                "It grieves me to hear that you are {5}.",
                "Would talking make you less {5}?",
                "What was it like before you were {5}?",
            ),
            _rule(
                "* you are * @high *",
                "What has made you {5}?",
                "How would others notice that you are {5}?",
                "What could take that away, being {5}?",
            ),
            _rule("* you feel *", "Say more of feeling {4}.", "When else do you feel {4}?"),
            _rule("* you @believe * you *", "=i-believe", "How sure are you that you {6}?"),
            _rule("* you @believe * i *", "=you"),
            _rule("* you @believe *", "=i-believe"),
            _rule(
                "* you are *",
                "Is it because you are {4} that you came here?",
                "For how long have you been {4}?",
                "Does it seem ordinary to you, to be {4}?",
            ),
            _rule(
                "* you can't/won't/couldn't *",
                "What stands between you and {4}?",
                "Have you ever tried to {4}?",
                "And if one day you could {4}?",
            ),
            _rule(
                "* you don't *",
                "Is there a reason that you do not {4}?",
                "Would you like to {4}?",
                "Does it trouble you, not to {4}?",
            ),
            _rule(
                "* you * i *",
                "Between the two of us: you {3} me?",
                "Is there somebody else whom you {3}?",
                "What in me makes you {3} me?",
            ),
            _rule(
                "* you *",
                "You say that you {3}.",
                "What lies behind it, that you {3}?",
                "Would you tell me more of that?",
                "How does it sit with you, that you {3}?",
            ),
        ),
    ),
    "i-believe": Keyword(
        rules=(
            _rule(
                "* you @believe *",
                "What speaks against it, that {4}?",
                "Where did you first learn that {4}?",
                "You only {3} so?",
            ),
        )
    ),
    "you": Keyword(
        becomes="i",
        rules=(
            _rule("* i remind you of *", "PRE i are like {6} =like"),
            _rule(
                "* i are *",
                "What gives you the thought that I am {4}?",
                "Would it be easier for you if I were {4}?",
                "Who else is {4}, to you?",
            ),
            _rule(
                "* i * you",
                "What makes it seem that I {3} you?",
                "You would like me to {3} you?",
                "Suppose that I did {3} you.",
                "Who else could {3} you?",
            ),
            _rule(
                "* i *",
                "We were speaking of you, not of me.",
                "And you: do you {3}?",
                "What would it tell you, whether I {3}?",
            ),
        ),
    ),
    "yes": Keyword(
        rules=(_rule("*", "You are certain of it.", "I see. And then?", "I follow you. Go on."),)
    ),
    "certainly": _same_as("yes"),
    "sure": _same_as("yes"),
    "no": Keyword(
        rules=(
            _rule("no one *", "=everyone"),
            _rule(
                "*",
                "Is that no the end of it?",
                "You turn that down rather fast.",
                "What would have to change for a yes?",
            ),
        )
    ),
    "nope": _same_as("no"),
    "my": Keyword(
        rank=2,
        becomes="your",
        rules=(
            _rule(
                "* your * @family *",
                "Let us stay with your {4} for a while.",
                "Who else at home {5}?",
                "What first comes to mind about your {4}?",
            ),
            _rule(
                "* your *",
                "Your {3}?",
                "What makes you speak of your {3}?",
                "Has your {3} been with you for long?",
                "How much does your {3} matter to you?",
            ),
        ),
    ),
    "can": Keyword(
        rules=(
            _rule(
                "* can i *",
                "You would have me {4}?",
                "And if I could not {4}?",
                "=what",
            ),
            _rule(
                "* can you *",
                "Perhaps nobody but you can say whether you can {4}.",
                "What would you do first, if you could {4}?",
                "=what",
            ),
            _rule("*", "NEWKEY"),
        )
    ),
    "could": _same_as("can", becomes="can"),
    "what": Keyword(
        rules=(
            _rule(
                "*",
                "What makes you ask?",
                "Which answer would please you most?",
                "Whom else have you asked?",
                "Is the question older than today?",
                "What do you say to it yourself?",
            ),
        )
    ),
    "how": _same_as("what"),
    "when": _same_as("what"),
    "where": _same_as("what"),
    "who": _same_as("what"),
    "which": _same_as("what"),
    "why": Keyword(
        rank=1,
        rules=(
            _rule(
                "* why don't i *",
                "You think that I ought to {5}?",
                "There may come a time when I {5}.",
                "=what",
            ),
            _rule(
                "* why can't you *",
                "Is it you yourself who says that you cannot {5}?",
                "What have you tried so far, to {5}?",
                "=what",
            ),
            _rule("*", "=what"),
        ),
    ),
    "because": Keyword(
        rank=1,
        rules=(
            _rule(
                "* because *",
                "Is it only because {3}?",
                "What other reasons come to mind?",
                "Would it hold for anybody, that {3}?",
                "And what else does that explain?",
            ),
        ),
    ),
    "everyone": Keyword(
        rank=2,
        rules=(
            _rule(
                "*",
                "All of them, without exception?",
                "Which one person are you thinking of?",
                "Who might be different from the rest?",
            ),
        ),
    ),
    "everybody": _same_as("everyone", rank=2),
    "nobody": _same_as("everyone", rank=2),
    "always": Keyword(
        rank=1,
        rules=(
            _rule(
                "*",
                "Tell me of one such time.",
                "At every hour of every day?",
                "Was there ever an exception?",
            ),
        ),
    ),
    "never": _same_as("always", rank=1),
    "like": Keyword(
        rank=10,
        rules=(
            _rule("* i are like *", "In what am I close to {5}?", "=alike"),
            _rule("* is/are/was like *", "=alike"),
            _rule("*", "NEWKEY"),
        ),
    ),
    "remind": Keyword(
        rank=6,
        rules=(_rule("* i remind you of *", "=you"), _rule("*", "NEWKEY")),
    ),
    "alike": Keyword(
        rank=10,
        rules=(
            _rule(
                "*",
                "Where do the two meet?",
                "What is it that they share?",
                "Could it be chance that they resemble each other?",
                "What else does it call up?",
            ),
        ),
    ),
    "same": _same_as("alike", rank=3),
    "different": Keyword(
        rules=(_rule("*", "Where lies the difference?", "Is the difference a good one?"),)
    ),
    "help": Keyword(
        rank=2,
        rules=(
            _rule(
                "* help you with *",
                "What would be the right kind of help with {5}?",
                "Have you ever asked for help with {5} before?",
            ),
            _rule(
                "* help you *",
                "What has helped you before?",
                "Where would you like to start?",
            ),
            _rule("*", "NEWKEY"),
        ),
    ),
    "work": Keyword(
        rank=1,
        rules=(_rule("*", "What does a day at work ask of you?", "Whom do you work for, really?"),),
    ),
    "job": _same_as("work", rank=1),
    "friend": Keyword(
        rank=1,
        rules=(_rule("*", "What makes somebody a friend to you?", "Who would miss you?"),),
    ),
    "friends": _same_as("friend", rank=1),
    "understand": Keyword(
        rules=(_rule("*", "What would it be, to be understood?", "Let us go through it slowly."),)
    ),
}

LISTENER = Script(
    keywords=_KEYWORDS,
    substitutions=_SUBSTITUTIONS,
    groups=_GROUPS,
    memory_keyword="my",
    memory=(
        _rule("* your *", "Earlier you spoke of your {3}. Let us go back there."),
        _rule("* your *", "Has this to do with your {3}?"),
        _rule("* your *", "I still think of your {3}. Do you?"),
        _rule("* your *", "You said your {3}. What more is there to it?"),
    ),
    fallbacks=(
        "I am not sure that I follow. Could you put it another way?",
        "Please go on.",
        "What does that bring up in you?",
        "Stay with that thought for a moment.",
        "And how did you come to it?",
    ),
)
