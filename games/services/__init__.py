"""What games do: open matches, move, end them."""

from games.services.accounts import adopt_matches, delete_matches
from games.services.appeals import APPEAL, MOST_HEARINGS, appeal, decide_appeal
from games.services.consents import record_consent
from games.services.ending import abandon, claim, end_if_out_of_time, resign, void
from games.services.measures import ANALYSIS, ask_for_analysis, measure, publish_findings
from games.services.moving import MODEL_TURN, Played, keep_model_turn, mend, play_move, take_back
from games.services.opening import Chair, Opening, join, open_match
from games.services.opinions import record_opinion
from games.services.probes import AFTER, RETROSPECT, ask_for_retrospect, keep_probe
from games.services.timing import lengthen_clocks

__all__ = [
    "AFTER",
    "ANALYSIS",
    "APPEAL",
    "MODEL_TURN",
    "MOST_HEARINGS",
    "RETROSPECT",
    "Chair",
    "Opening",
    "Played",
    "abandon",
    "adopt_matches",
    "appeal",
    "ask_for_analysis",
    "ask_for_retrospect",
    "claim",
    "decide_appeal",
    "delete_matches",
    "end_if_out_of_time",
    "join",
    "keep_model_turn",
    "keep_probe",
    "lengthen_clocks",
    "measure",
    "mend",
    "open_match",
    "play_move",
    "publish_findings",
    "record_consent",
    "record_opinion",
    "resign",
    "take_back",
    "void",
]
