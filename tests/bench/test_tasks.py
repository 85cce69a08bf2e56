"""What is asked, what the lines are called, and what they should reach."""

import random

import pytest

from bench.engine.tasks import (
    AGAINST_THE_BEST,
    BUSY_TASK,
    BY_NAME,
    FIRST_PLAIN_ID,
    TASKS,
    VOCABULARY_SIZE,
    goal_of,
)
from bench.options import Options


def test_lines_are_named_by_task_and_peer():
    assert BY_NAME["decode-7k"].line("llama.cpp") == "decode-7k-vs-llama.cpp"
    assert BY_NAME["serve-64"].line("vllm") == "serve-64-vs-vllm"
    assert BUSY_TASK.line("llama.cpp") == "decode-128-busy-vs-llama.cpp"
    assert set(AGAINST_THE_BEST) <= BY_NAME.keys()


@pytest.mark.parametrize(
    ("task", "peer", "goal"),
    [
        ("decode-128", "llama.cpp", 1.5),
        ("decode-7k", "llama.cpp", 3),
        ("decode-128", "vllm", 4),
        ("prefill-4k", "llama.cpp", 3),
        ("serve-16", "transformers", 3),
    ],
)
def test_goals(task, peer, goal):
    assert goal_of(BY_NAME[task], peer) == goal


def test_every_round_asks_fresh_plain_tokens():
    first, second = BY_NAME["serve-16"].questions(2, random.Random(1))
    assert first["prompts"] != second["prompts"]
    assert [len(prompt) for prompt in first["prompts"]] == [128] * 16
    token_ids = {token_id for prompt in first["prompts"] for token_id in prompt}
    assert min(token_ids) >= FIRST_PLAIN_ID
    assert max(token_ids) < VOCABULARY_SIZE


def test_speeds_come_from_the_part_of_the_answer_that_matters():
    answer = {"step_seconds": 0.02, "total_seconds": 2.0}
    assert BY_NAME["decode-1k"].tokens_a_second(answer) == 50
    assert BY_NAME["prefill-1k"].tokens_a_second(answer) == 512
    assert BY_NAME["serve-16"].tokens_a_second(answer) == 512  # 16 times 64 in 2 s


def test_no_task_goes_beyond_the_context_of_the_model():
    assert max(task.num_prompt_tokens + task.num_new_tokens for task in TASKS) <= 8192


def test_words_choose_lines_by_a_part_of_their_name():
    options = Options(("decode-128", "start"))
    assert options.wants("decode-128-vs-vllm")
    assert options.wants("start-vs-vllm")
    assert not options.wants("decode-1k-vs-vllm")
    assert Options().wants("anything")


def test_quick_runs_repeat_less_but_at_least_once():
    assert Options(is_quick=True).num_rounds(9) == 3
    assert Options(is_quick=True).num_rounds(1) == 1
    assert Options().num_rounds(9) == 9
