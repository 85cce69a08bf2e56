"""Results of many matches for tests of boards: strong and weak models, words hard and easy."""

from random import Random

from django.utils import timezone

from ranking.jobs import refit_match_board
from ranking.models import Contestant, MatchBoard
from ranking.selectors import newest_match_board
from ranking.services import record_match_result

BOARD = "akinator:classic"
WORDS = {"guitar": 0.3, "dog": 0.1, "piano": 0.0, "apple": -0.1, "chair": -0.2, "river": -0.3}


def play_many(
    chances: dict[Contestant, tuple[float, int]], *, board: str = BOARD, excluded: int = 0
) -> MatchBoard:
    """chances: of success, and how many matches, of each model; a word adds what it adds.

    excluded: how many matches more there are that were too fast.
    """
    rng = Random(7)
    for model, (chance, num_matches) in chances.items():
        for number in range(num_matches + excluded):
            word = rng.choice(sorted(WORDS))
            record_match_result(
                board=board,
                source=f"{model.slug}:{number}",
                contestant=model,
                human_key=f"human {number % 7}",
                item_key=word,
                wording=number % 3,
                success=float(rng.random() < chance + WORDS[word]),
                is_together=True,
                excluded="too-fast" if number >= num_matches else "",
                created_at=timezone.now(),
            )
    refit_match_board({"board": board}, 1)
    found = newest_match_board(board)
    assert found is not None, "the crowd's matches did not all end alike"
    return found
