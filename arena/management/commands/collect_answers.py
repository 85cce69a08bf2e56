"""Asks contestants the same prompts many times over: what detectors of writers are trained on."""

import asyncio
import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from inference import selectors, services
from inference.backends.base import BackendError
from inference.route_spec import RouteSpec
from inference.wire import Message
from lib.whole_file import written_whole
from ranking.attack.identify.probing import PROBES
from ranking.models import Contestant


@dataclass(frozen=True)
class Question:
    """No two have the same seed: variants of one model would give answers that are alike."""

    route: RouteSpec
    prompt: str
    seed: int


class Command(BaseCommand):
    help = (
        "Writes answers to a JSONL file (prompt, contestant, text), for `attack identify`. "
        "Contestants are asked outside of battles; no battle and no vote comes of it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("out", type=Path, help="the file to write")
        parser.add_argument("--prompts", type=Path, help="a file with one prompt a line")
        parser.add_argument("--probes", action="store_true", help="ask who they are, too")
        parser.add_argument("--contestants", nargs="+", metavar="SLUG", help="all active ones")
        parser.add_argument("--answers", type=int, default=50, help="a prompt and contestant")
        parser.add_argument("--max-tokens", type=int, help="of an answer; else what routes say")
        parser.add_argument("--at-once", type=int, default=16, help="requests under way")

    def handle(self, *args: Any, **options: Any) -> None:
        if min(options["answers"], options["at_once"], options["max_tokens"] or 1) < 1:
            raise CommandError("--answers, --at-once and --max-tokens are numbers from 1.")
        prompts = [*(PROBES if options["probes"] else ()), *_prompts(options["prompts"])]
        if not prompts:
            raise CommandError("Name a file with --prompts, or ask --probes.")
        routes = [_with_limit(route, options["max_tokens"]) for route in _routes(options)]
        questions = _questions(routes, prompts, options["answers"])
        try:
            with written_whole(options["out"]) as out:
                num_failed = asyncio.run(_ask_all(questions, out, options["at_once"]))
        except OSError as error:
            raise CommandError(f"{options['out']} could not be written: {error}.") from None
        num_asked = len(routes) * len(prompts) * options["answers"]
        self.stdout.write(f"{num_asked - num_failed} answers written, {num_failed} failed.")


def _prompts(path: Path | None) -> list[str]:
    if path is None:
        return []
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} could not be read: {error}.") from None
    return list(dict.fromkeys(line for line in lines if line))


def _routes(options: dict[str, Any]) -> list[RouteSpec]:
    wanted = options["contestants"] or Contestant.objects.filter(active=True).values_list(
        "slug", flat=True
    )
    try:
        return [selectors.route_spec(slug) for slug in wanted]
    except BackendError as error:
        raise CommandError(f"{error.detail}. Give it a route, or leave it out.") from None


def _with_limit(route: RouteSpec, max_tokens: int | None) -> RouteSpec:
    if max_tokens is None:
        return route
    return replace(route, sampling=replace(route.sampling, max_tokens=max_tokens))


def _questions(
    routes: Sequence[RouteSpec], prompts: Sequence[str], num_answers: int
) -> Iterator[Question]:
    """Prompt by prompt and round by round, so that all routes are busy all the time."""
    seeds = itertools.count()
    for prompt in prompts:
        for _ in range(num_answers):
            for route in routes:
                yield Question(route, prompt, next(seeds))


async def _ask_all(questions: Iterator[Question], out: IO[str], at_once: int) -> int:
    """How many failed."""
    return sum(await asyncio.gather(*(_ask_some(questions, out) for _ in range(at_once))))


async def _ask_some(questions: Iterator[Question], out: IO[str]) -> int:
    num_failed = 0
    for question in questions:
        message = Message.of_text("user", question.prompt)
        answer = await services.whole_answer(
            question.route, [message], started_at=timezone.now(), seed=question.seed
        )
        if answer.facts.error is not None:
            num_failed += 1
            continue
        row = {"prompt": question.prompt, "contestant": question.route.slug, "text": answer.text}
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return num_failed
