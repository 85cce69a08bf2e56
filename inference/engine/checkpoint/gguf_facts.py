"""What a GGUF file of the llama family says about its network and its tokenizer."""

from __future__ import annotations

from inference.engine.checkpoint import limits
from inference.engine.checkpoint.base import Shape
from inference.engine.checkpoint.rotary import MAX_FACTOR, linear_factors
from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import Facts
from inference.engine.tokenizer.gguf_vocabulary import GgufVocabulary

ARCHITECTURE = "llama"
END_KEYS = ("eos_token_id", "eot_token_id", "eom_token_id")
DEFAULT_ROPE_BASE = 10_000.0

Factors = tuple[float, ...] | None


def read_shape(facts: Facts, rope_factors: Factors) -> Shape:
    """rope_factors are those of the file's own tensor. Raises CheckpointUnreadable."""
    limits.check_architecture(facts.get("general.architecture"), (ARCHITECTURE,))
    _refuse_other_mathematics(facts)
    num_heads = facts.whole(f"{ARCHITECTURE}.attention.head_count", *limits.HEADS)
    hidden_size = facts.whole(f"{ARCHITECTURE}.embedding_length", *limits.WIDTH)
    head_dim = _read_head_dim(facts, hidden_size, num_heads)
    return limits.check_shape(
        Shape(
            num_layers=facts.whole(f"{ARCHITECTURE}.block_count", *limits.LAYERS),
            num_heads=num_heads,
            num_kv_heads=facts.whole(
                f"{ARCHITECTURE}.attention.head_count_kv", *limits.HEADS, num_heads
            ),
            head_dim=head_dim,
            hidden_size=hidden_size,
            feed_forward_size=facts.whole(f"{ARCHITECTURE}.feed_forward_length", *limits.WIDTH),
            vocabulary_size=len(facts.texts("tokenizer.ggml.tokens")),
            context_length=facts.whole(f"{ARCHITECTURE}.context_length", *limits.CONTEXT_TOKENS),
            rope_base=facts.number(
                f"{ARCHITECTURE}.rope.freq_base", *limits.ROPE_BASE, DEFAULT_ROPE_BASE
            ),
            rms_epsilon=facts.number(
                f"{ARCHITECTURE}.attention.layer_norm_rms_epsilon", *limits.RMS_EPSILON
            ),
            rope_factors=_combine(rope_factors, _read_linear_factors(facts, head_dim)),
        )
    )


def read_vocabulary(facts: Facts) -> GgufVocabulary:
    """As the file describes it; whether it can be used shows when a Vocabulary is made of it."""

    def of(key: str) -> str:
        return f"tokenizer.ggml.{key}"

    tokens = facts.texts(of("tokens"))
    ids = (0, len(tokens) - 1)
    ends = [facts.whole(of(END_KEYS[0]), *ids)]
    ends += [facts.whole(of(key), *ids) for key in END_KEYS[1:] if of(key) in facts]
    starts = "add_bos_token"
    has_start = of("bos_token_id") in facts
    return GgufVocabulary(
        model=facts.text(of("model")),
        pre_tokenizer=facts.text(of("pre"), "default"),
        tokens=tokens,
        token_types=facts.wholes(of("token_type")),
        merges=facts.texts(of("merges")) if of("merges") in facts else (),
        scores=facts.numbers(of("scores")) if of("scores") in facts else (),
        start_id=facts.whole(of("bos_token_id"), *ids) if has_start else None,
        end_ids=tuple(ends),
        begins_with_start=facts.flag(of(starts)) if of(starts) in facts else None,
        adds_space=facts.flag(of("add_space_prefix"), True),
    )


def _refuse_other_mathematics(facts: Facts) -> None:
    of = ARCHITECTURE
    facts.refuse_unless(f"{of}.expert_count", [0], "no experts")
    facts.refuse_unless(f"{of}.attention.sliding_window", [0], "full attention")
    facts.refuse_unless(f"{of}.attention.causal", [True], "causal attention")
    facts.refuse_unless(f"{of}.attention.clamp_kqv", [0], "unclamped attention")
    facts.refuse_unless(f"{of}.rope.scaling.type", ["none", "linear"], "none or linear")
    for key in ("attention.scale", "logit_scale", "embedding_scale", "residual_scale"):
        facts.refuse_unless(f"{of}.{key}", [0, 1], "no scales of its own")


def _read_head_dim(facts: Facts, hidden_size: int, num_heads: int) -> int:
    """The keys' size; values and turned pairs must have the same one."""
    key = f"{ARCHITECTURE}.attention.key_length"
    if key in facts:
        head_dim = facts.whole(key, *limits.HEAD_DIM)
    else:
        head_dim = limits.head_dim_of(hidden_size, num_heads)
    for other in ("attention.value_length", "rope.dimension_count"):
        found = facts.whole(f"{ARCHITECTURE}.{other}", *limits.HEAD_DIM, head_dim)
        if found != head_dim:
            raise CheckpointUnreadable(
                f"The model file gives {other} as {found} beside heads of {head_dim}; this engine "
                "wants them equal. Use another model."
            )
    return head_dim


def _read_linear_factors(facts: Facts, head_dim: int) -> Factors:
    if facts.text(f"{ARCHITECTURE}.rope.scaling.type", "linear") == "none":
        return None
    old_key = facts.number(f"{ARCHITECTURE}.rope.scale_linear", 0, MAX_FACTOR, 1.0)
    factor = facts.number(f"{ARCHITECTURE}.rope.scaling.factor", 0, MAX_FACTOR, old_key)
    return linear_factors(factor or 1.0, head_dim)  # 0 means none, as llama.cpp reads it


def _combine(one: Factors, other: Factors) -> Factors:
    if one is None or other is None:
        return one or other
    return tuple(a * b for a, b in zip(one, other, strict=False))
