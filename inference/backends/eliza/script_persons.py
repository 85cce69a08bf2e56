"""LISTENER's keywords of who does what: you and I, questions, likeness, memory.

Pronouns were swapped before a pattern is matched: "i" here is ELIZA, "you" is the visitor.
"""

from inference.backends.eliza.machine import Keyword, Rule

PERSONS = {
    "remember": Keyword(
        rank=5,
        rules=(
            Rule.of(
                "* you remember *",
                "Does {4} often come back to you?",
                "What else returns with {4}?",
                "Why does {4} come back just now?",
                "How is {4} tied to what we speak of?",
            ),
            Rule.of(
                "* do i remember *",
                "Would it trouble you if I had forgotten {5}?",
                "What about {5} ought to stay with me?",
                "=what",
            ),
            Rule.of("*", "NEWKEY"),
        ),
    ),
    "forget": Keyword(
        rank=4,
        rules=(
            Rule.of("* you forget *", "What would it be to keep {4}?", "Is {4} easy to lose?"),
            Rule.of("*", "What else slips away from you?"),
        ),
    ),
    "am": Keyword(
        becomes="are",
        rules=(
            Rule.of(
                "* are you *",
                "Is it your belief that you are {4}?",
                "Would it please you to be {4}?",
                "Suppose I told you that you are {4}. What then?",
                "=what",
            ),
            Rule.of("*", "NEWKEY"),
        ),
    ),
    "are": Keyword(
        rules=(
            Rule.of(
                "* are i *",
                "What would it change, whether I am {4}?",
                "Would you rather that I were not {4}?",
                "In your thoughts, am I sometimes {4}?",
                "=what",
            ),
            Rule.of(
                "* they are *",
                "Could it be that they are not {4}?",
                "When did you first see that they are {4}?",
            ),
            Rule.of("*", "NEWKEY"),
        )
    ),
    "your": Keyword(
        becomes="my",
        rules=(
            Rule.of(
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
            Rule.of(
                "* was you *",
                "What if you had been {4}?",
                "Do you look back on yourself as {4}?",
                "=what",
            ),
            Rule.of(
                "* you was *",
                "Were you, truly?",
                "What brings it up now, that you were {4}?",
                "How did it end, being {4}?",
            ),
            Rule.of("* was i *", "Did it seem to you that I was {4}?", "Suppose I had been {4}."),
            Rule.of("*", "NEWKEY"),
        ),
    ),
    "were": Keyword.same_as("was", becomes="was"),
    "i": Keyword(
        becomes="you",
        rules=(
            Rule.of(
                "* you @wish *",
                "What would it give you, to have {4}?",
                "And if {4} never came?",
                "Since when do you long for {4}?",
                "Suppose {4} were yours tomorrow. What next?",
            ),
            Rule.of(
                "* you are * @low *",
                "It grieves me to hear that you are {5}.",
                "Would talking make you less {5}?",
                "What was it like before you were {5}?",
            ),
            Rule.of(
                "* you are * @high *",
                "What has made you {5}?",
                "How would others notice that you are {5}?",
                "What could take that away, being {5}?",
            ),
            Rule.of("* you feel *", "Say more of feeling {4}.", "When else do you feel {4}?"),
            Rule.of("* you @believe * you *", "=i-believe", "How sure are you that you {6}?"),
            Rule.of("* you @believe * i *", "=you"),
            Rule.of("* you @believe *", "=i-believe"),
            Rule.of(
                "* you are *",
                "Is it because you are {4} that you came here?",
                "For how long have you been {4}?",
                "Does it seem ordinary to you, to be {4}?",
            ),
            Rule.of(
                "* you can't/won't/couldn't *",
                "What stands between you and {4}?",
                "Have you ever tried to {4}?",
                "And if one day you could {4}?",
            ),
            Rule.of(
                "* you don't *",
                "Is there a reason that you do not {4}?",
                "Would you like to {4}?",
                "Does it trouble you, not to {4}?",
            ),
            Rule.of(
                "* you * i *",
                "Between the two of us: you {3} me?",
                "Is there somebody else whom you {3}?",
                "What in me makes you {3} me?",
            ),
            Rule.of(
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
            Rule.of(
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
            Rule.of("* i remind you of *", "PRE i are like {6} =like"),
            Rule.of(
                "* i are *",
                "What gives you the thought that I am {4}?",
                "Would it be easier for you if I were {4}?",
                "Who else is {4}, to you?",
            ),
            Rule.of(
                "* i * you",
                "What makes it seem that I {3} you?",
                "You would like me to {3} you?",
                "Suppose that I did {3} you.",
                "Who else could {3} you?",
            ),
            Rule.of(
                "* i *",
                "We were speaking of you, not of me.",
                "And you: do you {3}?",
                "What would it tell you, whether I {3}?",
            ),
        ),
    ),
    "my": Keyword(
        rank=2,
        becomes="your",
        rules=(
            Rule.of(
                "* your * @family *",
                "Let us stay with your {4} for a while.",
                "Who else at home {5}?",
                "What first comes to mind about your {4}?",
            ),
            Rule.of(
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
            Rule.of(
                "* can i *",
                "You would have me {4}?",
                "And if I could not {4}?",
                "=what",
            ),
            Rule.of(
                "* can you *",
                "Perhaps nobody but you can say whether you can {4}.",
                "What would you do first, if you could {4}?",
                "=what",
            ),
            Rule.of("*", "NEWKEY"),
        )
    ),
    "could": Keyword.same_as("can", becomes="can"),
    "what": Keyword(
        rules=(
            Rule.of(
                "*",
                "What makes you ask?",
                "Which answer would please you most?",
                "Whom else have you asked?",
                "Is the question older than today?",
                "What do you say to it yourself?",
            ),
        )
    ),
    "how": Keyword.same_as("what"),
    "when": Keyword.same_as("what"),
    "where": Keyword.same_as("what"),
    "who": Keyword.same_as("what"),
    "which": Keyword.same_as("what"),
    "why": Keyword(
        rank=1,
        rules=(
            Rule.of(
                "* why don't i *",
                "You think that I ought to {5}?",
                "There may come a time when I {5}.",
                "=what",
            ),
            Rule.of(
                "* why can't you *",
                "Is it you yourself who says that you cannot {5}?",
                "What have you tried so far, to {5}?",
                "=what",
            ),
            Rule.of("*", "=what"),
        ),
    ),
    "because": Keyword(
        rank=1,
        rules=(
            Rule.of(
                "* because *",
                "Is it only because {3}?",
                "What other reasons come to mind?",
                "Would it hold for anybody, that {3}?",
                "And what else does that explain?",
            ),
        ),
    ),
    "like": Keyword(
        rank=10,
        rules=(
            Rule.of("* i are like *", "In what am I close to {5}?", "=alike"),
            Rule.of("* is/are/was like *", "=alike"),
            Rule.of("*", "NEWKEY"),
        ),
    ),
    "remind": Keyword(
        rank=6,
        rules=(Rule.of("* i remind you of *", "=you"), Rule.of("*", "NEWKEY")),
    ),
    "help": Keyword(
        rank=2,
        rules=(
            Rule.of(
                "* help you with *",
                "What would be the right kind of help with {5}?",
                "Have you ever asked for help with {5} before?",
            ),
            Rule.of(
                "* help you *",
                "What has helped you before?",
                "Where would you like to start?",
            ),
            Rule.of("*", "NEWKEY"),
        ),
    ),
}
