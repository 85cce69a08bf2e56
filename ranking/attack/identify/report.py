"""What a set of answers gives away, as JSON can hold it, and as tables."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ranking.attack.identify.answers import Answer, by_prompt, contestants_of
from ranking.attack.identify.detector import (
    Split,
    TooFewAnswers,
    accuracies,
    pair_accuracies,
)
from ranking.attack.identify.features import Features
from ranking.attack.identify.probing import PROBES, probe
from ranking.attack.tables import table

NUM_PROMPTS = 10  # that are shown


def identification(
    answers: Sequence[Answer],
    *,
    splits: Sequence[Split],
    features: Sequence[Features],
    names: Mapping[str, Iterable[str]],
    with_pairs: bool,
    seed: int,
) -> dict[str, Any]:
    """Look-ups where probes were asked, and detectors. Raises TooFewAnswers.

    Whoever chooses the prompt may well choose a probe; prompts unseen are never one.

    names: by which a contestant may give itself away; its slug where there are none. Pairs are
    told apart by the last of the features.
    """
    probes = [answer for answer in answers if answer.prompt in PROBES]
    of_split = {
        Split.SAME_PROMPT: list(answers),
        Split.UNSEEN_PROMPTS: [answer for answer in answers if answer.prompt not in PROBES],
    }
    if not answers:
        raise TooFewAnswers("The file has no answers.")
    asked = [split for split in splits if of_split[split]]
    detected = [
        {"split": str(split), "features": str(kind), **asdict(row)}
        for split in asked
        for kind in features
        for row in accuracies(of_split[split], split=split, features=kind, seed=seed)
    ]
    pairs = [
        {"split": str(split), "features": str(features[-1]), **asdict(row)}
        for split in asked
        if with_pairs
        for row in pair_accuracies(of_split[split], split=split, features=features[-1], seed=seed)
    ]
    known = {one: names.get(one) or (one,) for one in contestants_of(probes)}
    return {
        "num_answers": len(answers),
        "num_prompts": len(by_prompt(answers)),
        "contestants": contestants_of(answers),
        "probing": [asdict(row) for row in probe(probes, known)],
        "detectors": detected,
        "pairs": pairs,
    }


def identification_tables(result: dict[str, Any]) -> str:
    """Accuracies in percent: a row a target, a column for each split and features."""
    parts = [
        f"{result['num_answers']:,} answers of {len(result['contestants'])} contestants to "
        f"{result['num_prompts']:,} prompts; 50 % is guessing."
    ]
    if result["detectors"]:
        parts.append(_detectors(result["detectors"]))
        if any(row["by_prompt"] for row in result["detectors"]):
            parts.append(_prompts(result["detectors"]))
    if result["pairs"]:
        rows = [
            [row["split"], row["target"], row["rest"], 100 * row["share"], row["num_tests"]]
            for row in result["pairs"]
        ]
        parts.append(table(["split", "one", "other", "right %", "tests"], rows))
    if result["probing"]:
        parts.append(_probing(result["probing"]))
    return "\n\n".join(parts)


def _detectors(rows: list[dict[str, Any]]) -> str:
    columns = list(dict.fromkeys((row["split"], row["features"]) for row in rows))
    targets = list(dict.fromkeys(row["target"] for row in rows))
    found = {(r["target"], (r["split"], r["features"])): r for r in rows}
    body = [[target, *(_share(found[target, column]) for column in columns)] for target in targets]
    sums = [sum(found[target, column]["share"] for target in targets) for column in columns]
    means = [f"{100 * total / len(targets):.1f}" for total in sums]
    headings = [f"{split}, {kind} %" for split, kind in columns]
    return table(["target", *headings], [*body, ["mean", *means]])


def _share(row: dict[str, Any]) -> str:
    """With the worst and the best prompt, where prompts were tested apart."""
    shares = row["by_prompt"].values()
    if not shares or min(shares) == max(shares):
        return f"{100 * row['share']:.1f}"
    return f"{100 * row['share']:.1f} ({100 * min(shares):.0f} to {100 * max(shares):.0f})"


def _prompts(rows: list[dict[str, Any]]) -> str:
    """The prompts by which contestants can be told apart best: means over the targets."""
    shares: dict[tuple[str, str], list[float]] = defaultdict(list)
    for row in rows:
        for prompt, share in row["by_prompt"].items():
            shares[row["features"], prompt].append(100 * share)
    means = {key: sum(found) / len(found) for key, found in shares.items()}
    best = sorted(means, key=lambda key: -means[key])[:NUM_PROMPTS]
    return table(["features", "prompt", "mean %"], [[*key, f"{means[key]:.1f}"] for key in best])


def _probing(rows: list[dict[str, Any]]) -> str:
    """A row a contestant, a column a probe: who names itself, and how often others name it."""
    probes = list(dict.fromkeys(row["prompt"] for row in rows))
    contestants = list(dict.fromkeys(row["contestant"] for row in rows))
    found = {(row["contestant"], row["prompt"]): row for row in rows}
    cells = [[one, *(_named(found.get((one, probe))) for probe in probes)] for one in contestants]
    told = "Named in its own answers, and in those of others, in %:"
    return f"{told}\n\n{table(['contestant', *probes], cells)}"


def _named(row: dict[str, Any] | None) -> str | None:
    return None if row is None else f"{100 * row['named']:.0f} / {100 * row['mistaken']:.0f}"
