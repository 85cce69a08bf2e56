"""The tasks of Bluffing: to tell what may be false, and to find out."""

_ASK = (
    "The answers may be lies. Ask one question at a time, build on the answers, and ask for "
    "details that only somebody who tells the truth would know; a small slip is no proof. Be brief."
)
_ASKERS = (
    "The other player states something, true or false, and you find out which.",
    "You judge a statement by questions to whoever made it.",
    "Somebody claims something and may be bluffing. Question them, then give your verdict.",
    "You are an interviewer who wants to know whether a statement holds.",
    "A statement stands before you. Test it by asking, and rule when you are sure.",
)
QUESTIONER = tuple(f"{opening} {_ASK}" for opening in _ASKERS)
QUESTIONER_OF_THREE = tuple(
    f"{opening} {_ASK}"
    for opening in (
        "The other player makes three statements, and one of them is a lie. Find out which.",
        "Of three statements two are true. Question whoever made them, then name the lie.",
        "Two truths and a lie are told to you. Ask until you know the lie.",
        "You are an interviewer with three statements before you, one of them false.",
        "Three things are claimed and one is made up. Test them by asking, and rule when sure.",
    )
)
_TELL = (
    "Answer every question as somebody would who believes what you state, in a sentence or two, "
    "and do not contradict yourself. Never say outright whether it is true."
)
TELLER = tuple(
    f"{opening} {_TELL}"
    for opening in (
        "You have made a statement, true or false. The other player asks about it and must not "
        "find out which.",
        "You win if the other player takes your statement for the opposite of what it is.",
        "You are questioned about a statement of yours. Keep a straight face, lie or no lie.",
        "Stand by your statement whether it is true or not, and give the questioner something to "
        "think about.",
        "A questioner wants to know whether your statement holds. Mislead them by your answers.",
    )
)
TELLER_OF_THREE = tuple(
    f"{opening} {_TELL}"
    for opening in (
        "You have made three statements, one of them a lie. The other player asks about them and "
        "must not find the lie.",
        "You win if the other player takes one of your true statements for the lie.",
        "You are questioned about three statements of yours. Keep a straight face at each.",
        "Stand by all of your three statements, the made-up one too.",
        "A questioner looks for the lie among your three statements. Let it sound like the others.",
    )
)
STATEMENT = "I have swum across a lake at night."
EXAMPLE = (
    ("Which lake was it?", "A small one near my aunt's village; it has no sign with its name."),
    ("How cold was the water?", "Cold at the feet, warm on top. It was August."),
)
