"""Sequences for tests: all that does not matter is filled in."""

from hypothesis import settings

from inference.engine.sequence import SamplingParams, Sequence

unhurried = settings(deadline=None)  # a busy machine is no failure


def sequence(sequence_id, prompt, max_new_tokens=1, variant="plain", client="", seed=0):
    """prompt: token ids, or how many of them (then no two sequences share any)."""
    if isinstance(prompt, int):
        prompt = range(1000 * sequence_id, 1000 * sequence_id + prompt)
    sampling = SamplingParams(temperature=1, top_p=1, seed=seed, max_new_tokens=max_new_tokens)
    return Sequence(sequence_id, variant, list(prompt), sampling, client=client)
