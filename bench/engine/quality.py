"""Whether the engine says what transformers says in fp32, on a fixed English text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from tokenizers import Tokenizer

from bench.peers.process import Answer, Worker
from bench.report import Label, Result

TEXT = Path(__file__).with_name("quality.txt")
LEAST_AGREEMENT = 0.95  # of the likeliest tokens
LARGEST_DIFFERENCE = 0.05  # nats, mean over the tokens of the text


@dataclass(frozen=True, slots=True)
class Closeness:
    """agreement: share of places with the same likeliest token. difference: mean absolute, in
    nats, of the log-probabilities that the text's own tokens get."""

    agreement: float
    difference: float

    @property
    def ratio(self) -> float:
        """1 or more where both stay within what is tolerated."""
        if not self.difference:
            return self.agreement / LEAST_AGREEMENT
        return min(self.agreement / LEAST_AGREEMENT, LARGEST_DIFFERENCE / self.difference)


def closeness(
    our_logprobs: Sequence[float],
    their_logprobs: Sequence[float],
    our_likeliest: Sequence[int],
    their_likeliest: Sequence[int],
) -> Closeness:
    """Raises ValueError unless both sides scored as many tokens."""
    places = zip(our_likeliest, their_likeliest, strict=True)
    pairs = zip(our_logprobs, their_logprobs, strict=True)
    return Closeness(
        agreement=fmean(mine == other for mine, other in places),
        difference=fmean(abs(mine - other) for mine, other in pairs),
    )


def text_ids(folder: Path) -> list[int]:
    """The text in tokens of the model in a Hugging Face folder."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return tokenizer.encode(TEXT.read_text(), add_special_tokens=False).ids


def compare_quality(ours: Worker, theirs: Worker, token_ids: list[int]) -> Result:
    """value is our loss a token, peer_value theirs."""
    mine: Answer = ours.ask({"score": token_ids})
    other: Answer = theirs.ask({"score": token_ids})
    found = closeness(mine["logprobs"], other["logprobs"], mine["likeliest"], other["likeliest"])
    return Result(
        name="quality-vs-transformers",
        value=-fmean(mine["logprobs"]),
        unit="nats/token",
        peer="transformers",
        peer_value=-fmean(other["logprobs"]),
        ratio=found.ratio,
        goal=1.0,
        label=Label.REAL_CPU,
        conditions={
            "formats": [ours.about["form"], "float32"],
            "tokens": len(token_ids),
            "agreement": found.agreement,
            "least_agreement": LEAST_AGREEMENT,
            "mean_difference": found.difference,
            "largest_difference": LARGEST_DIFFERENCE,
        },
    )
