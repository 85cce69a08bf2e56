"""What the maps were learned for: they find the keys that matter, on text they never saw."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from inference.engine.hash_attention.maps import EMBEDDED_MODEL_MAPS, file_sha256, load_maps
from inference.engine.hash_attention.passage import record_passage
from inference.engine.hash_attention.recall import best_mask, recall_of
from inference.engine.hash_attention.rivals import AugmentedLsh, random_maps
from inference.engine.hash_attention.signatures import select

LICENCE = Path(__file__).parents[4] / "LICENSE"
LAYER = 4
CHANCE = 1 / 16


@pytest.fixture(scope="module")
def passage(checkpoint, plain_weights, vocabulary):
    """The first layers suffice for what is measured here."""
    num_layers = LAYER + 1
    shape = replace(checkpoint.shape, num_layers=num_layers)
    weights = replace(plain_weights, layers=plain_weights.layers[:num_layers])
    token_ids = torch.tensor(vocabulary.encode_text(LICENCE.read_text())[:1536])
    assert len(token_ids) == 1536
    return record_passage(shape, weights, token_ids, torch.arange(700, 1536, 9))


def test_learned_maps_find_more_than_random_projections_and_these_more_than_chance(
    passage, model_file
):
    maps = load_maps(EMBEDDED_MODEL_MAPS, file_sha256(model_file))
    signers = (
        maps,
        random_maps(maps, num_kv_heads=3, seed=0),
        AugmentedLsh.like(maps, num_kv_heads=3, seed=0),
    )
    learned, projected, augmented = (
        float(recall_of(signer, passage, LAYER, maps.sink, maps.local).mean()) for signer in signers
    )
    assert learned > 1.3 * projected
    assert learned > 1.3 * augmented
    assert min(projected, augmented) > 2 * CHANCE


def test_masks_choose_as_the_reference_does():
    generator = torch.Generator().manual_seed(0)
    scores = torch.randint(-3, 4, (2, 5, 40), generator=generator).float()
    may_choose = torch.ones(5, 40, dtype=torch.bool).tril(20)
    budget = torch.tensor([0, 1, 7, 20, 60])
    found = best_mask(scores, may_choose, budget)
    for head in range(2):
        for row in range(5):
            candidates = scores[head, row, may_choose[row]].int().numpy()
            assert found[head, row].nonzero()[:, 0].tolist() == (
                select(candidates, int(budget[row])).tolist()
            )
