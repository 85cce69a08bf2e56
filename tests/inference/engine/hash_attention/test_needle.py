"""A needle lies where it was put, once, and the question is about it."""

import random

import pytest

from inference.engine.hash_attention.needle import needle_task, needle_tasks

FILLER = [f"Paragraph {number}." for number in range(10)]


@pytest.mark.parametrize("depth", [0.0, 0.5, 1.0])
def test_the_answer_stands_once_at_its_depth(depth):
    task = needle_task(FILLER, depth, random.Random(1))
    paragraphs = task.prompt.split("\n\n")
    assert task.prompt.count(task.answer) == 1
    assert task.answer in paragraphs[round(depth * len(FILLER))]
    assert len(paragraphs) == len(FILLER) + 2


def test_a_seed_makes_the_same_tasks_at_spread_depths():
    tasks = needle_tasks(FILLER, 5, seed=3)
    assert tasks == needle_tasks(FILLER, 5, seed=3)
    assert [task.depth for task in tasks] == [0, 0.25, 0.5, 0.75, 1]
    assert len({task.answer for task in tasks}) == 5


def test_a_depth_outside_the_text_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1"):
        needle_task(FILLER, 1.5, random.Random(0))
