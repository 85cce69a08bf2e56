"""Until the vote, no byte from the server names a contestant, its maker or its route."""

import json
import re

import pytest

from tests.http_visitor import HttpVisitor
from tests.site import Site

pytestmark = [pytest.mark.redis, pytest.mark.engine]
PROMPTS = ("What is seven times eight?", "Name three rivers in Europe.", "Describe a door.")


def names_to_hide(site: Site) -> set[str]:
    """Every name, slug, maker, alias, provider's name and engine variant, in lower case."""
    found: set[str] = set()
    for name, slug, maker, aliases in site.query(
        "select name, slug, organisation, aliases from ranking_contestant"
    ):
        found |= {name, slug, maker, *json.loads(aliases)}
    for model_name, backend, url in site.query(
        "select model_name, backend, base_url from inference_route"
    ):
        found |= {model_name, backend, url}
    return {name.casefold() for name in found if len(name) > 2}


@pytest.mark.parametrize("prompt", PROMPTS)
def test_no_byte_before_the_vote_names_anybody(site, prompt):
    hidden = names_to_hide(site)
    visitor = HttpVisitor(site.url)
    battle = visitor.start_battle(prompt)
    seen = visitor.follow(battle)
    visitor.get(battle)
    visitor.get("/history/")
    visitor.post(f"{battle}vote/", verdict="a")
    visitor.post(f"{battle}turns/", prompt="And now shorter.")
    shorter = visitor.follow(battle)
    visitor.get(f"{battle}?x")
    visitor.post(f"{battle}regenerate/")
    visitor.post(f"{battle}stop/")
    visitor.client.close()

    assert seen.texts["a"]
    assert shorter.texts["a"]
    assert len(hidden) > 15
    # What a model says is its own; the server's words are examined.
    answers = " ".join([*seen.texts.values(), *shorter.texts.values()]).casefold()
    for sent in visitor.received:
        text = sent.decode(errors="replace").casefold()
        leaked = {name for name in hidden if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)}
        assert not {name for name in leaked if name not in answers}, text[:500]


def test_events_carry_nothing_but_text_and_states(site):
    visitor = HttpVisitor(site.url)
    seen = visitor.follow(visitor.start_battle("Count from one to five."))
    visitor.client.close()

    allowed = {
        "start": {"type", "turn", "attempt", "reason"},
        "state": {"type", "a", "b"},
        "delta": {"type", "turn", "a", "b"},
        "end": {"type", "turn", "a", "b", "can_vote", "message", "errors"},
    }
    for event in seen.events:
        assert set(event) == allowed[event["type"]]


def test_both_sides_begin_in_the_same_event_and_grow_alike(site):
    visitor = HttpVisitor(site.url)
    seen = visitor.follow(visitor.start_battle("Explain what a bridge is."))
    visitor.client.close()

    deltas = [event for event in seen.events if event["type"] == "delta"]
    assert deltas[0]["a"]
    assert deltas[0]["b"]
    last_of = {side: max(i for i, delta in enumerate(deltas) if delta[side]) for side in "ab"}
    together = deltas[: min(last_of.values())]
    assert all(len(delta["a"]) == len(delta["b"]) for delta in together)
