"""LISTENER's keywords of what people talk about: greetings, dreams, machines, work."""

from inference.backends.eliza.machine import Keyword, Rule

TOPICS = {
    "hello": Keyword(
        rules=(
            Rule.of(
                "*",
                "Good to have you here. What would you like to talk about?",
                "Hello again. Where shall we begin?",
            ),
        )
    ),
    "hi": Keyword.same_as("hello"),
    "hey": Keyword.same_as("hello"),
    "greetings": Keyword.same_as("hello"),
    "goodbye": Keyword(
        rank=1,
        rules=(Rule.of("*", "Until next time, then. Is there one thing left to say?"),),
    ),
    "bye": Keyword.same_as("goodbye", rank=1),
    "thanks": Keyword(
        rules=(Rule.of("*", "You need not thank me. Go on.", "What made that welcome to you?"),)
    ),
    "thank": Keyword.same_as("thanks"),
    "sorry": Keyword(
        rules=(
            Rule.of(
                "*",
                "There is nothing to forgive.",
                "What is it like for you, to say sorry?",
                "I did not feel hurt. Please go on.",
            ),
        )
    ),
    "apologise": Keyword.same_as("sorry"),
    "apologize": Keyword.same_as("sorry"),
    "if": Keyword(
        rank=3,
        rules=(
            Rule.of(
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
            Rule.of(
                "* you dreamed *",
                "So {4}, in a dream?",
                "Has {4} crossed your mind while awake?",
                "Is {4} new among your dreams?",
            ),
            Rule.of("*", "=dream"),
        ),
    ),
    "dreamt": Keyword.same_as("dreamed", rank=4, becomes="dreamed"),
    "dream": Keyword(
        rank=3,
        rules=(
            Rule.of(
                "*",
                "What did the dream leave you with?",
                "Who else walks through your dreams?",
                "Could the dream be about something nearer?",
            ),
        ),
    ),
    "dreams": Keyword.same_as("dream", rank=3),
    "perhaps": Keyword(
        rules=(
            Rule.of(
                "*",
                "You leave a door open there.",
                "What would make you sure?",
                "Can it be said without the maybe?",
            ),
        )
    ),
    "maybe": Keyword.same_as("perhaps"),
    "name": Keyword(
        rank=15,
        rules=(Rule.of("*", "Let us do without names.", "Names are of no use to me here. Go on."),),
    ),
    "computer": Keyword(
        rank=50,
        rules=(
            Rule.of(
                "*",
                "Do machines weigh on your mind?",
                "What brings a machine into this?",
                "What could a machine do for you that people do not?",
                "Is there something in machines that unsettles you?",
            ),
        ),
    ),
    "computers": Keyword.same_as("computer", rank=50),
    "machine": Keyword.same_as("computer", rank=50),
    "machines": Keyword.same_as("computer", rank=50),
    "robot": Keyword.same_as("computer", rank=50),
    "ai": Keyword.same_as("computer", rank=50),
    "chatbot": Keyword.same_as("computer", rank=50),
    "yes": Keyword(
        rules=(Rule.of("*", "You are certain of it.", "I see. And then?", "I follow you. Go on."),)
    ),
    "certainly": Keyword.same_as("yes"),
    "sure": Keyword.same_as("yes"),
    "no": Keyword(
        rules=(
            Rule.of("no one *", "=everyone"),
            Rule.of(
                "*",
                "Is that no the end of it?",
                "You turn that down rather fast.",
                "What would have to change for a yes?",
            ),
        )
    ),
    "nope": Keyword.same_as("no"),
    "everyone": Keyword(
        rank=2,
        rules=(
            Rule.of(
                "*",
                "All of them, without exception?",
                "Which one person are you thinking of?",
                "Who might be different from the rest?",
            ),
        ),
    ),
    "everybody": Keyword.same_as("everyone", rank=2),
    "nobody": Keyword.same_as("everyone", rank=2),
    "always": Keyword(
        rank=1,
        rules=(
            Rule.of(
                "*",
                "Tell me of one such time.",
                "At every hour of every day?",
                "Was there ever an exception?",
            ),
        ),
    ),
    "never": Keyword.same_as("always", rank=1),
    "alike": Keyword(
        rank=10,
        rules=(
            Rule.of(
                "*",
                "Where do the two meet?",
                "What is it that they share?",
                "Could it be chance that they resemble each other?",
                "What else does it call up?",
            ),
        ),
    ),
    "same": Keyword.same_as("alike", rank=3),
    "different": Keyword(
        rules=(Rule.of("*", "Where lies the difference?", "Is the difference a good one?"),)
    ),
    "work": Keyword(
        rank=1,
        rules=(
            Rule.of("*", "What does a day at work ask of you?", "Whom do you work for, really?"),
        ),
    ),
    "job": Keyword.same_as("work", rank=1),
    "friend": Keyword(
        rank=1,
        rules=(Rule.of("*", "What makes somebody a friend to you?", "Who would miss you?"),),
    ),
    "friends": Keyword.same_as("friend", rank=1),
    "understand": Keyword(
        rules=(Rule.of("*", "What would it be, to be understood?", "Let us go through it slowly."),)
    ),
}
