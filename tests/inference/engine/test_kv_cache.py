"""Where the keys and values of the torch network lie."""

from inference.engine.kv_cache import KVCache


def test_neighbouring_blocks_are_read_in_place():
    assert KVCache(1, 1, 4, 8, 16).slots_of([2, 3, 4], 40) == slice(32, 72)


def test_scattered_blocks_are_gathered_in_order():
    slots = KVCache(1, 1, 4, 16, 16).slots_of([7, 3, 9, 1], 50)
    assert slots.tolist() == [*range(112, 128), *range(48, 64), *range(144, 160), 16, 17]
