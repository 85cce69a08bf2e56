"""Twenty questions: Akinator with the seats turned. The model holds the word, the human asks."""

from games.briefs import akinator as briefs
from games.rules.base import Mode
from games.rules.questions import GUESSER, HOLDER, Questions

TWENTY_QUESTIONS = Questions(
    "twenty-questions",
    modes=(Mode("classic", num_turns=20, model_seat=HOLDER, deals="object", is_together=True),),
    briefs={GUESSER: briefs.GUESSER, HOLDER: briefs.HOLDER},
)
