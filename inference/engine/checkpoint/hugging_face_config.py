"""config.json of a Hugging Face directory as the shape of a network."""

from __future__ import annotations

from typing import Any

from inference.engine.checkpoint import limits
from inference.engine.checkpoint.base import Shape
from inference.engine.checkpoint.rotary import MAX_FACTOR, linear_factors, llama3_factors
from inference.engine.errors import CheckpointUnreadable
from inference.engine.facts import Facts, shown

ARCHITECTURES = ("LlamaForCausalLM", "MistralForCausalLM")  # the same mathematics, windows apart
DEFAULT_ROPE_BASE = 10_000.0


def read_shape(config: Facts) -> Shape:
    """Raises CheckpointUnreadable, also for a Llama with parts that this engine lacks."""
    architectures = config.get("architectures")
    single = isinstance(architectures, list) and len(architectures) == 1
    limits.check_architecture(architectures[0] if single else architectures, ARCHITECTURES)
    context_length = config.whole("max_position_embeddings", *limits.CONTEXT_TOKENS)
    _refuse_other_mathematics(config, context_length)
    num_heads = config.whole("num_attention_heads", *limits.HEADS)
    hidden_size = config.whole("hidden_size", *limits.WIDTH)
    if "head_dim" in config:
        head_dim = config.whole("head_dim", *limits.HEAD_DIM)
    else:
        head_dim = limits.head_dim_of(hidden_size, num_heads)
    rope = _rope(config)
    rope_base = rope.number("rope_theta", *limits.ROPE_BASE)
    return limits.check_shape(
        Shape(
            num_layers=config.whole("num_hidden_layers", *limits.LAYERS),
            num_heads=num_heads,
            num_kv_heads=config.whole("num_key_value_heads", *limits.HEADS, num_heads),
            head_dim=head_dim,
            hidden_size=hidden_size,
            feed_forward_size=config.whole("intermediate_size", *limits.WIDTH),
            vocabulary_size=config.whole("vocab_size", *limits.VOCABULARY),
            context_length=context_length,
            rope_base=rope_base,
            rms_epsilon=config.number("rms_norm_eps", *limits.RMS_EPSILON, 1e-6),
            rope_factors=_rope_factors(rope, rope_base, head_dim),
        )
    )


def end_ids(config: Facts, vocabulary_size: int) -> tuple[int, ...]:
    """eos_token_id, which is one id, a list of them, or absent."""
    found: Any = config.get("eos_token_id", [])
    ids = found if isinstance(found, list) else [found]
    for token_id in ids:
        is_whole = isinstance(token_id, int) and not isinstance(token_id, bool)
        if not is_whole or not 0 <= token_id < vocabulary_size:
            raise CheckpointUnreadable(
                f"The model's eos_token_id is {shown(token_id)}; it must be a token's id, below "
                f"{vocabulary_size}. Fetch config.json and generation_config.json again."
            )
    return tuple(ids)


def _refuse_other_mathematics(config: Facts, context_length: int) -> None:
    config.refuse_unless("attention_bias", [False], "attention_bias false")
    config.refuse_unless("mlp_bias", [False], "mlp_bias false")
    config.refuse_unless("hidden_act", ["silu"], "hidden_act silu")
    config.refuse_unless("rope_interleaved", [False], "rope_interleaved false")
    config.refuse_unless("num_local_experts", [0], "no experts")
    config.refuse_unless("partial_rotary_factor", [1], "heads that turn wholly")
    config.refuse_unless("quantization_config", [], "weights in F32, F16 or BF16, or a GGUF file")
    window = config.get("sliding_window", None)
    never_bites = isinstance(window, int) and window >= context_length
    if not never_bites:
        config.refuse_unless("sliding_window", [False], "full attention")


def _rope(config: Facts) -> Facts:
    """rope_theta and the scaling's own words, together in newer files and apart in older ones."""
    if "rope_parameters" in config:
        return config.section("rope_parameters", {"rope_theta": config.get("rope_theta", None)})
    return config.section(
        "rope_scaling", {"rope_theta": config.get("rope_theta", DEFAULT_ROPE_BASE)}
    )


def _rope_factors(rope: Facts, base: float, head_dim: int) -> tuple[float, ...] | None:
    kind = rope.get("rope_type", rope.get("type", "default"))
    if kind == "default":
        return None
    if kind == "linear":
        return linear_factors(rope.number("factor", 1, MAX_FACTOR), head_dim)
    if kind == "llama3":
        return llama3_factors(rope, base, head_dim)
    raise CheckpointUnreadable(
        f"The model scales its rotary positions by {shown(kind)}; this engine knows none, linear "
        "and llama3. Use another model."
    )
