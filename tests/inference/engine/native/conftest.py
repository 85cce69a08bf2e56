"""The kernels for every level that this processor can run, each compiled where the engine looks."""

from functools import cache

import pytest

from inference.engine.checkpoint.opening import open_checkpoint
from inference.engine.native.build import build
from inference.engine.native.levels import levels_of_this_machine
from inference.engine.native.library import Library, Pool
from tests.inference.engine.tiny_model import tiny_llama, write_gguf

CONTEXT_LENGTH = 640
HEAD_SIZES = "head_dim", "num_attention_heads", "num_key_value_heads"
LEVELS = levels_of_this_machine()


@pytest.fixture(scope="session", params=LEVELS, ids=[level.name for level in LEVELS])
def library(request):
    return Library(build(request.param), request.param)


@pytest.fixture(scope="session")
def best_library():
    if not LEVELS:
        pytest.skip("this processor has no kernels")
    return Library(build(LEVELS[0]), LEVELS[0])


@pytest.fixture(scope="session")
def all_libraries():
    return [Library(build(level), level) for level in LEVELS]


@pytest.fixture(scope="session")
def pools(library):
    """By number of threads."""
    return {count: Pool(library, count) for count in (1, 2, 3)}


@pytest.fixture(scope="session")
def tiny_checkpoint(tmp_path_factory):
    """tiny_checkpoint(heads, kind="Q4_1", num_layers=2, sharpness=1): opened once each.

    heads: (numbers of a head, heads, key heads). sharpness multiplies the queries' weights: the
    higher, the fewer keys a token looks at, and the more each of these counts.
    """
    folder = tmp_path_factory.mktemp("tiny")

    @cache
    def opened(heads, kind="Q4_1", num_layers=2, sharpness=1):
        sizes = dict(zip(HEAD_SIZES, heads, strict=True), num_hidden_layers=num_layers)
        model = tiny_llama(1, max_position_embeddings=CONTEXT_LENGTH, **sizes)
        for name in model.tensors:
            if "q_proj" in name:
                model.tensors[name] *= sharpness
        name = "-".join(map(str, (*heads, kind, num_layers, sharpness)))
        return open_checkpoint(write_gguf(model, folder / f"{name}.gguf", kind))

    return opened


@pytest.fixture(scope="session")
def reference():
    """Logits of a ReferenceLlama for a tuple of tokens, computed once."""
    return cache(lambda model, token_ids: model.logits(list(token_ids)))
