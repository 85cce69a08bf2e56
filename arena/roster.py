"""The contestants that come with Agon, and their routes, as data. None is a copy of another.

Names say what each one is. System prompts name nobody, so that a model does not name itself.
"""

from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

_PLAIN_PROMPT = "You are a helpful assistant."
_VIVID_PROMPT = (
    "You are a warm and lively companion. Answer with short, vivid sentences, give an example "
    "from daily life, and end with a question."
)
_SMOLLM_ALIASES = (
    "SmolLM",
    "SmolLM2",
    "SmolLM2-135M",
    "Hugging Face",
    "HuggingFace",
    "HuggingFaceTB",
)


@dataclass(frozen=True, slots=True)
class RosterRoute:
    """Fields of inference.Route. Without an address it leads to the embedded engine."""

    backend: str = "openai_compatible"
    model_name: str = ""
    system_prompt: str = ""
    temperature: float = 0.7
    top_p: float = 0.95


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """Fields of ranking.Contestant, and how it is reached."""

    slug: str
    name: str
    description: str
    organisation: str
    aliases: tuple[str, ...]
    route: RosterRoute = field(default_factory=RosterRoute)
    licence: str = "Apache-2.0"
    homepage: str = ""
    model_card: str = ""
    context_tokens: int | None = None
    released: date | None = None

    @property
    def contestant_facts(self) -> dict[str, Any]:
        facts = {name: value for name, value in asdict(self).items() if name != "route"}
        return facts | {
            "aliases": list(self.aliases),
            "input_usd_per_million_tokens": Decimal(0),
            "output_usd_per_million_tokens": Decimal(0),
        }

    @property
    def route_facts(self) -> dict[str, Any]:
        return asdict(self.route)


def _smollm(slug: str, name: str, description: str, route: RosterRoute) -> RosterEntry:
    return RosterEntry(
        slug=slug,
        name=name,
        description=description,
        organisation="Hugging Face",
        aliases=_SMOLLM_ALIASES,
        route=route,
        homepage="https://github.com/huggingface/smollm",
        model_card="https://arxiv.org/abs/2502.02737",
        context_tokens=8192,
        released=date(2024, 11, 1),
    )


ROSTER = (
    _smollm(
        "smollm2-135m",
        "SmolLM2 135M Instruct",
        "A language model of 135 million parameters, with the weights of its 4-bit file.",
        RosterRoute(model_name="smollm2-135m", system_prompt=_PLAIN_PROMPT),
    ),
    _smollm(
        "smollm2-135m-warm",
        "SmolLM2 135M Instruct, vivid prompt and warm sampling",
        "The same weights, told to be lively, and drawn at temperature 1.0.",
        RosterRoute(
            model_name="smollm2-135m",
            system_prompt=_VIVID_PROMPT,
            temperature=1.0,
            top_p=0.98,
        ),
    ),
    _smollm(
        "smollm2-135m-shallow",
        "SmolLM2 135M Instruct, 3 layers left out",
        "The same weights with 27 of the 30 layers: the three that cost least are skipped.",
        RosterRoute(model_name="smollm2-135m-shallow", system_prompt=_PLAIN_PROMPT),
    ),
    _smollm(
        "smollm2-135m-int8",
        "SmolLM2 135M Instruct, 8-bit",
        "The same model with its weights rounded to 8 bits.",
        RosterRoute(model_name="smollm2-135m-int8", system_prompt=_PLAIN_PROMPT),
    ),
    _smollm(
        "smollm2-135m-int4",
        "SmolLM2 135M Instruct, 4-bit",
        "The same model with weights rounded to 4 bits once more.",
        RosterRoute(model_name="smollm2-135m-int4", system_prompt=_PLAIN_PROMPT),
    ),
    _smollm(
        "smollm2-135m-hash-8",
        "SmolLM2 135M Instruct, HashAttention at 1/8",
        "The same weights; each new token reads an eighth of the text before it, chosen by hashes.",
        RosterRoute(model_name="smollm2-135m-hash-8", system_prompt=_PLAIN_PROMPT),
    ),
    _smollm(
        "smollm2-135m-hash-32",
        "SmolLM2 135M Instruct, HashAttention at 1/32",
        "The same weights; each new token reads little more than a thirty-second of the text.",
        RosterRoute(model_name="smollm2-135m-hash-32", system_prompt=_PLAIN_PROMPT),
    ),
    RosterEntry(
        slug="eliza-1966",
        name="ELIZA 1966",
        description="No model at all: keywords, patterns and a memory, after the paper of 1966.",
        organisation="Joseph Weizenbaum",
        aliases=("ELIZA", "Weizenbaum"),
        route=RosterRoute(backend="eliza"),
        homepage="https://doi.org/10.1145/365153.365168",
        released=date(1966, 1, 1),
    ),
    RosterEntry(
        slug="word-4-gram",
        name="Word 4-gram of the Python manual",
        description=(
            "Each word is drawn from those that followed the last three in the Python language "
            "reference, with Kneser-Ney smoothing."
        ),
        organisation="Built in",
        aliases=("n-gram", "4-gram", "Kneser-Ney"),
        route=RosterRoute(backend="ngram"),
        licence="PSF-2.0",
        homepage="https://docs.python.org/3/reference/",
    ),
)
