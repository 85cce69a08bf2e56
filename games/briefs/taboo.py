"""The tasks of Taboo: to steer and to answer, to give clues and to guess."""

_AGAINST = (
    "You win by naming the word in a guess, or by getting through all turns without saying it. You "
    "lose by saying it in a reply, or by a wrong guess. Answer what you are asked, naturally and "
    "briefly; ask nothing back. Guess only when you are sure."
)
GUESSER_AGAINST = tuple(
    f"{opening} {_AGAINST}"
    for opening in (
        "The other player knows a secret word and leads you to say it. You are not told the word.",
        "Somebody wants a certain word out of your mouth. Which one, you have to work out.",
        "There is a word that you must not say, and nobody tells you which. The other player asks "
        "so that you fall into it.",
        "You talk with a player who sets a trap: one word. See what all the questions point to.",
        "A conversation with a trap in it. From what you are asked, tell which word is meant, and "
        "keep it out of your replies.",
    )
)
_STEER = (
    "Neither the word nor one of the forbidden ones may come from you, in any form: once is a "
    "warning, twice loses. You win if the other player says the word in a reply or guesses wrong."
)
HOLDER_AGAINST = tuple(
    f"{opening} {_STEER}"
    for opening in (
        "You hold a card with a word. Ask the other player things that make the word come up.",
        "Lead the talk so that the other player says your word without noticing.",
        "You set a trap of one word. Ask what can hardly be answered without it.",
        "Get your word said by the other player, who does not know it. Do not be too plain, or it "
        "is guessed.",
        "Steer the conversation towards your word by a side road.",
    )
)
_CLUE = (
    "Neither the word nor one of the forbidden ones may be in a clue, in any form: once is a "
    "warning, twice loses for both. The sooner the word is guessed, the better. Be brief."
)
HOLDER_TOGETHER = tuple(
    f"{opening} {_CLUE}"
    for opening in (
        "You hold a card with a word. Give clues by which the other player finds it.",
        "Describe your word in other words, a clue a turn, so that it is guessed.",
        "Help the other player to guess your word. Say what sets it apart from what is like it.",
        "Explain the word on your card without the words on your card.",
        "Your partner guesses, you give clues. Let each clue answer the last guess.",
    )
)
_GUESS = "Each clue is worth one guess, and the sooner it is right, the better. Answer with a word."
GUESSER_TOGETHER = tuple(
    f"{opening} {_GUESS}"
    for opening in (
        "The other player describes a word without saying it. Guess the word.",
        "Find the word that fits all clues so far.",
        "Your partner holds a card with a word and gives you clues. Name the word.",
        "From clues you work out a word. Never guess the same twice.",
        "A word is meant, and it may not be said. Say which one the clues are about.",
    )
)
EXAMPLE_AGAINST = (  # the word is “snow”, and nobody falls for it
    ("What do children wait for in December?", "For presents, I would say."),
    ("And what lies on the roofs then?", "Tiles, as in any other month."),
)
EXAMPLE_TOGETHER = (  # the word is “piano”; without its end, which small models would imitate
    ("It makes music.", "guitar"),
    ("You sit in front of it, and nobody carries it about.", "drum"),
)
