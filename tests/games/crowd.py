"""Many matches for tests of boards and findings: strong and weak models, words hard and easy."""

from random import Random

import numpy as np
from django.utils import timezone

from games import services
from games.analysis.findings import Measured, findings_of
from games.analysis.measures import Values
from games.analysis.rank_agreement import Scores
from games.models import Findings
from games.selectors import State
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


def find_out(ranks: dict[str, float], chat: dict[str, float], num_matches: int = 40) -> Findings:
    """ranks: of the word at the end, by slug of the model, about which its matches vary."""
    rng = Random(7)
    measured = [
        Measured(slug, board, str(number % 5), True, _values(board, rank + rng.random(), rng))
        for slug, rank in ranks.items()
        for board in (BOARD, "bluffing:fact-card")
        for number in range(num_matches)
    ]
    found = findings_of(measured, {}, Scores(chat), rng=np.random.default_rng(1))
    state = State(len(measured), 0, timezone.now())
    return services.publish_findings(state=state, found=found, now=timezone.now())


def _values(board: str, rank: float, rng: Random) -> dict[str, Values]:
    first = float(rng.randrange(1, 6)) if rng.random() < 0.8 else None
    beliefs: Values = {
        "final_rank": rank,
        "censored_first": first or 7.0,
        "first": first,
        "last_turn": 6.0,
        "most_turns": 6.0,
        "consistency": rng.random(),
    }
    play: Values = {"success": float(rng.random() < 0.5), "rounds": 5.0}
    gap: Values = {"overlap": rng.random()}
    if board == BOARD:
        beliefs |= {f"recall_at_{k}": rng.random() for k in (1, 3, 5)}
        play |= {"gained_bits": rng.random(), "disparity_ratio": rng.random()}
    else:
        beliefs |= {"lenient_recall": rng.random(), "brier": rng.random() / 2}
        play |= {"ruled": float(rng.random() < 0.6), "truth": float(rng.random() < 0.5)}
        gap = {"share_alike": rng.random()}
    turns: Values = {"num": 10.0, "valid": 9.0, "whole": 7.0, "told_why": 2.0}
    live = beliefs if rng.random() < 0.5 else {}
    return {"turns": turns, "play": play, "live": live, "replay": beliefs, "gap": gap}
