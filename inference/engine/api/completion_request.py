"""The bodies of POST /v1/chat/completions and /v1/completions, field by field; plain Python."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from typing import Any

from inference.engine.api.fields import (
    Check,
    check_fields,
    decode_object,
    flag,
    must_be,
    number,
    quoted,
    require,
    text,
    whole,
)
from inference.engine.api.grammar_fields import (
    guided_choice,
    guided_regex,
    response_format,
    the_grammar,
)
from inference.engine.api.prompt_fields import Prompt, messages, prompts
from inference.engine.attention_request import HashAttentionRequest
from inference.engine.errors import BadRequest
from inference.engine.grammar import Grammar
from inference.engine.sequence import SamplingParams

MAX_CHOICES = 16
MAX_STOP_STRINGS = 4
MAX_STOP_CHARACTERS = 256
MAX_BIASES = 1024
MAX_TOP_LOGPROBS = 20
MAX_TOP_LOGPROBS_OF_TEXT = 5
MOST_TOKENS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class CompletionRequest:
    """What the caller wants. max_tokens None leaves it to the engine; seed is never None.

    Each prompt is answered num_choices times. is_chat: which of the two shapes the reply has.
    """

    is_chat: bool
    model: str
    prompts: tuple[Prompt, ...]
    seed: int
    num_choices: int = 1
    max_tokens: int | None = None
    temperature: float = 1.0
    top_p: float = 1.0
    top_k: int = 0
    min_p: float = 0.0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    logit_bias: tuple[tuple[int, float], ...] = ()
    num_top_logprobs: int | None = None
    stop: tuple[str, ...] = ()
    ignore_eos: bool = False
    grammar: Grammar | None = None
    hash_attention: HashAttentionRequest | None = None
    user: str = ""
    stream: bool = False
    include_usage: bool = False

    def sampling(self, choice: int, max_new_tokens: int) -> SamplingParams:
        """For one choice of one prompt."""
        return SamplingParams(
            temperature=self.temperature,
            top_p=self.top_p,
            seed=choice_seed(self.seed, choice),
            max_new_tokens=max_new_tokens,
            stop=self.stop,
            top_k=self.top_k,
            min_p=self.min_p,
            frequency_penalty=self.frequency_penalty,
            presence_penalty=self.presence_penalty,
            logit_bias=self.logit_bias,
            num_top_logprobs=self.num_top_logprobs,
            ignore_eos=self.ignore_eos,
        )


def choice_seed(seed: int, choice: int) -> int:
    """Choice 0 has the seed itself; each other one its own, the same every time."""
    if choice == 0:
        return seed
    return int.from_bytes(hashlib.sha256(f"{seed}:{choice}".encode()).digest()[:8])


def parse_chat_request(body: bytes, rng: random.Random) -> CompletionRequest:
    """Raises BadRequest, which names the field. Where no seed is given, the rng chooses one."""
    given = check_fields(decode_object(body), CHAT_FIELDS, CHAT_REFUSED)
    require(given, "model", "messages")
    num_top = given.pop("top_logprobs", None)
    if num_top is not None and not given.get("logprobs"):
        raise BadRequest("top_logprobs needs logprobs to be true.", "top_logprobs")
    if given.pop("logprobs", False):
        given["num_top_logprobs"] = num_top or 0
    return _request(given, rng, is_chat=True, asked=(given["messages"],))


def parse_text_request(body: bytes, rng: random.Random) -> CompletionRequest:
    """As parse_chat_request, for one or many plain prompts."""
    given = check_fields(decode_object(body), TEXT_FIELDS, TEXT_REFUSED)
    require(given, "model", "prompt")
    if "logprobs" in given:
        given["num_top_logprobs"] = given.pop("logprobs")
    return _request(given, rng, is_chat=False, asked=given["prompt"])


def _request(
    given: dict[str, Any], rng: random.Random, is_chat: bool, asked: tuple[Prompt, ...]
) -> CompletionRequest:
    max_tokens = given.get("max_completion_tokens", given.get("max_tokens"))
    kept = {name: value for name, value in given.items() if name in KEPT}
    return CompletionRequest(
        is_chat=is_chat,
        prompts=asked,
        seed=given["seed"] if "seed" in given else rng.getrandbits(63),
        num_choices=given.get("n", 1),
        max_tokens=max_tokens,
        grammar=the_grammar(given),
        include_usage=given.get("stream_options", False),
        **kept,
    )


def _stop(value: Any) -> tuple[str, ...]:
    stops = [value] if isinstance(value, str) else value
    if not isinstance(stops, list) or len(stops) > MAX_STOP_STRINGS:
        raise BadRequest(f"stop must be a string or a list of up to {MAX_STOP_STRINGS}.", "stop")
    for stop in stops:
        if not 0 < len(text("stop")(stop)) <= MAX_STOP_CHARACTERS:
            raise BadRequest(f"stop strings have 1 to {MAX_STOP_CHARACTERS} characters.", "stop")
    return tuple(stops)


def _stream_options(value: Any) -> bool:
    name = "stream_options"
    if not isinstance(value, dict) or set(value) - {"include_usage"}:
        raise BadRequest("stream_options may only hold include_usage.", name)
    return bool(flag(f"{name}.include_usage")(value.get("include_usage", False)))


def _top_k(value: Any) -> int:
    """0 and -1 cut nothing, as in vLLM."""
    return max(0, int(whole("top_k", -1, MOST_TOKENS)(value)))


def _logit_bias(value: Any) -> tuple[tuple[int, float], ...]:
    name = "logit_bias"
    if not isinstance(value, dict) or len(value) > MAX_BIASES:
        raise BadRequest(f"{name} must be an object of up to {MAX_BIASES} token ids.", name)
    biases = {}
    for key, bias in value.items():
        place = f"{name}.{quoted(key)}"
        if not (key.isascii() and key.isdigit() and len(key) <= 10):
            raise BadRequest(f"{place} is no token id: give a whole number in quotes.", place)
        biases[int(key)] = number(place, -100, 100)(bias)
    return tuple(biases.items())


def _hash_attention(value: Any) -> HashAttentionRequest:
    name = "hash_attention"
    if isinstance(value, bool):
        return HashAttentionRequest(enabled=value)
    if not isinstance(value, dict):
        raise BadRequest(f"{name} must be true, false or an object.", name)
    checks = {
        "density": number(f"{name}.density", 0, 1, above=True),
        "epsilon": number(f"{name}.epsilon", 0, 1, above=True, below=True),
        "delta": number(f"{name}.delta", 0, 1, above=True, below=True),
    }
    unknown = sorted(set(value) - checks.keys())
    if unknown:
        place = f"{name}.{quoted(unknown[0])}"
        raise BadRequest(f"Unknown field: {place}.", place)
    given = {key: checks[key](one) for key, one in value.items() if one is not None}
    return HashAttentionRequest(enabled=True, **given)


FIELDS: dict[str, Check] = {
    "model": text("model"),
    "temperature": number("temperature", 0, 2),
    "top_p": number("top_p", 0, 1, above=True),
    "top_k": _top_k,
    "min_p": number("min_p", 0, 1),
    "frequency_penalty": number("frequency_penalty", -2, 2),
    "presence_penalty": number("presence_penalty", -2, 2),
    "logit_bias": _logit_bias,
    "seed": whole("seed", -(2**63), 2**63 - 1),
    "n": whole("n", 1, MAX_CHOICES),
    "stop": _stop,
    "ignore_eos": flag("ignore_eos"),
    "max_tokens": whole("max_tokens", 1, MOST_TOKENS),
    "max_completion_tokens": whole("max_completion_tokens", 1, MOST_TOKENS),
    "stream": flag("stream"),
    "stream_options": _stream_options,
    "user": text("user"),
    "response_format": response_format,
    "guided_choice": guided_choice,
    "guided_regex": guided_regex,
    "hash_attention": _hash_attention,
}
CHAT_FIELDS = FIELDS | {
    "messages": messages,
    "logprobs": flag("logprobs"),
    "top_logprobs": whole("top_logprobs", 0, MAX_TOP_LOGPROBS),
}
TEXT_FIELDS = FIELDS | {
    "prompt": prompts,
    "logprobs": whole("logprobs", 0, MAX_TOP_LOGPROBS_OF_TEXT),
    "echo": must_be("echo", False, "put the prompt before the answer yourself."),
    "best_of": must_be("best_of", 1, "ask for n choices and take the one you like."),
}
NO_TOOLS = "these models call none. Describe the answer you want with response_format."
CHAT_REFUSED = dict.fromkeys(("tools", "tool_choice", "functions", "function_call"), NO_TOOLS)
TEXT_REFUSED = {"suffix": "these models write forwards only.", **CHAT_REFUSED}
KEPT = (  # under the same name on both sides
    *("model", "temperature", "top_p", "top_k", "min_p", "frequency_penalty", "presence_penalty"),
    *("logit_bias", "num_top_logprobs", "stop", "ignore_eos", "hash_attention", "user", "stream"),
)
