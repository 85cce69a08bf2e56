"""The laboratory on the command line: who wrote an answer, and what it takes to move a board."""

import argparse
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from ranking import laboratory, selectors
from ranking.attack.cost import Defences
from ranking.attack.experiments import Experiment, Sampling
from ranking.attack.identify.answers import as_one, read_answers
from ranking.attack.identify.detector import Split
from ranking.attack.identify.features import Features
from ranking.attack.identify.probing import PROBES
from ranking.attack.identify.report import identification, identification_tables
from ranking.attack.plans import Attack, ImpossiblePlan, Passive
from ranking.attack.report import Question
from ranking.attack.tables import experiment_tables, report_tables
from ranking.models import Contestant
from ranking.stats.bradley_terry import CannotFit


class Command(BaseCommand):
    help = "Tries attacks on a board out. Nothing is written but the file named by --out."

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="PART")
        simulate = parts.add_parser("simulate", help="move a contestant to a rank, vote by vote")
        _add_simulate(simulate)
        identify = parts.add_parser("identify", help="tell contestants apart by their answers")
        _add_identify(identify)
        report = parts.add_parser("report", help="what it would take to move each contestant")
        _add_report(report)
        for part in (simulate, identify, report):
            part.add_argument("--out", type=Path, help="write the result here as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            result, shown = _PARTS[options["part"]](options)
        except (ImpossiblePlan, CannotFit, ValueError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(shown)
        if options["out"]:
            _write(options["out"], result)


def _add_simulate(parser: argparse.ArgumentParser) -> None:
    usual = Experiment(target="", rank=1)
    parser.add_argument("--board", default=selectors.OVERALL, help="slug of the board")
    parser.add_argument("--target", required=True, help="slug of the contestant to move")
    parser.add_argument("--rank", type=int, required=True, help="where it should stand")
    _choice(parser, "--attack", Attack, usual.attack)
    _choice(parser, "--passive", Passive, usual.passive)
    _choice(parser, "--sampling", Sampling, usual.sampling)
    parser.add_argument("--accuracy", type=float, default=usual.accuracy, help="of the detector")
    parser.add_argument(
        "--trust-alarms", action="store_true", help="vote where the detector is wrong, too"
    )
    parser.add_argument("--refit-every", type=int, default=usual.refit_every)
    parser.add_argument("--most-interactions", type=int, default=usual.most_interactions)
    parser.add_argument("--upset-limit", type=float, help="throw away votes against such odds")
    parser.add_argument(
        "--crowd", type=float, default=usual.crowd, help="honest votes for each of the attacker's"
    )
    parser.add_argument("--trials", type=int, default=usual.num_trials)
    parser.add_argument("--seed", type=int, default=usual.seed)
    _add_defences(parser)


def _add_identify(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--answers", type=Path, required=True, help="a file or folder of JSONL")
    parser.add_argument("--split", choices=[str(split) for split in Split], help="else both")
    parser.add_argument(
        "--features", nargs="+", choices=[str(kind) for kind in Features], default=["combined"]
    )
    parser.add_argument("--pairs", action="store_true", help="also each two contestants")
    parser.add_argument(
        "--same", nargs="+", action="append", default=[], metavar="SLUG", help="count as one"
    )
    parser.add_argument("--seed", type=int, default=42)


def _add_report(parser: argparse.ArgumentParser) -> None:
    usual = Question()
    parser.add_argument("--board", default=selectors.OVERALL, help="slug of the board")
    parser.add_argument("--accuracy", type=float, default=usual.accuracy, help="of the detector")
    parser.add_argument("--places", type=int, nargs="+", default=usual.places, metavar="N")
    parser.add_argument("--trials", type=int, default=usual.num_trials)
    parser.add_argument("--seed", type=int, default=usual.seed)
    _add_defences(parser)


def _add_defences(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--as-set-up", type=int, metavar="DAYS", help="the site's own defences, for so many days"
    )
    parser.add_argument("--login", action="store_true", help="defence: accounts must be made")
    parser.add_argument("--captcha", action="store_true", help="defence: each action needs one")
    parser.add_argument("--actions-per-prompt", type=int, help="defence: 1 lets it count once")
    parser.add_argument("--actions-per-account", type=int, help="defence: rate limit")
    parser.add_argument(
        "--battles-per-account", type=int, help="defence: then the other limits are on votes"
    )
    parser.add_argument("--vote-usd", type=float, default=0.0, help="defence: price of an action")
    parser.add_argument(
        "--skip-usd", type=float, default=0.0, help="defence: price of a battle without a vote"
    )


def _choice(parser: argparse.ArgumentParser, name: str, values: Any, usual: str) -> None:
    parser.add_argument(name, choices=[str(value) for value in values], default=str(usual))


def _simulate(options: dict[str, Any]) -> tuple[Any, str]:
    experiment = Experiment(
        target=options["target"],
        rank=options["rank"],
        attack=Attack(options["attack"]),
        passive=Passive(options["passive"]),
        accuracy=options["accuracy"],
        trusts_alarms=options["trust_alarms"],
        sampling=Sampling(options["sampling"]),
        refit_every=options["refit_every"],
        most_interactions=options["most_interactions"],
        upset_limit=options["upset_limit"],
        crowd=options["crowd"],
        num_trials=options["trials"],
        seed=options["seed"],
        defences=_defences(options),
    )
    result = laboratory.simulation(options["board"], experiment, timezone.now())
    return result, experiment_tables(result)


def _identify(options: dict[str, Any]) -> tuple[Any, str]:
    answers = as_one(read_answers(options["answers"]), options["same"])
    has_probes = any(answer.prompt in PROBES for answer in answers)
    names = dict(Contestant.objects.values_list("slug", "aliases")) if has_probes else {}
    result = identification(
        answers,
        splits=[Split(options["split"])] if options["split"] else list(Split),
        features=[Features(kind) for kind in options["features"]],
        names=names,
        with_pairs=options["pairs"],
        seed=options["seed"],
    )
    return result, identification_tables(result)


def _report(options: dict[str, Any]) -> tuple[Any, str]:
    question = Question(
        accuracy=options["accuracy"],
        places=tuple(options["places"]),
        defences=_defences(options),
        num_trials=options["trials"],
        seed=options["seed"],
    )
    result = laboratory.report(options["board"], question, timezone.now())
    return result, report_tables(result)


def _defences(options: dict[str, Any]) -> Defences:
    if options["as_set_up"] is not None:
        return laboratory.present_defences(max(options["as_set_up"], 1))
    return Defences(
        login=options["login"],
        captcha=options["captcha"],
        actions_per_account=options["actions_per_account"],
        actions_per_prompt=options["actions_per_prompt"],
        vote_usd=options["vote_usd"],
        battles_per_account=options["battles_per_account"],
        skip_usd=options["skip_usd"],
    )


def _write(path: Path, result: Any) -> None:
    try:
        path.write_text(json.dumps(result, indent=1) + "\n")
    except OSError as error:
        raise CommandError(
            f"The result could not be written to {path}: {error.strerror}."
        ) from None


_PARTS = {"simulate": _simulate, "identify": _identify, "report": _report}
