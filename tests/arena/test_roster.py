"""The contestants that come with Agon: different from each other, and added once."""

import pytest
from django.core.management import call_command

from arena.roster import ROSTER
from inference.backends import BACKENDS
from inference.engine.config import VARIANTS
from inference.models import Route
from inference.selectors import available_slugs, route_spec
from ranking.models import Contestant
from tests.inference.moments import NOON


def test_no_two_contestants_are_the_same_under_another_name():
    assert len(ROSTER) >= 6
    assert len({entry.slug for entry in ROSTER}) == len(ROSTER)
    assert len({entry.name for entry in ROSTER}) == len(ROSTER)
    assert len({entry.route for entry in ROSTER}) == len(ROSTER)


def test_every_route_leads_to_something_that_exists():
    names = {variant.name for variant in VARIANTS}
    for entry in ROSTER:
        assert entry.route.backend in BACKENDS
        if entry.route.backend == "openai_compatible":
            assert entry.route.model_name in names


def test_the_name_of_the_shallow_one_counts_the_layers_that_the_engine_leaves_out():
    shallow = next(variant for variant in VARIANTS if variant.name == "smollm2-135m-shallow")
    entry = next(entry for entry in ROSTER if entry.route.model_name == shallow.name)
    assert f"{len(shallow.skipped_layers)} layers left out" in entry.name


def test_no_system_prompt_names_a_contestant_or_its_maker():
    for entry in ROSTER:
        prompt = entry.route.system_prompt.lower()
        assert not [alias for alias in entry.aliases if alias.lower() in prompt]


@pytest.mark.django_db
def test_seeding_adds_every_contestant_with_a_route():
    call_command("seed_roster")
    slugs = {entry.slug for entry in ROSTER}
    assert set(Contestant.objects.values_list("slug", flat=True)) == slugs
    assert available_slugs(NOON) == slugs
    assert route_spec("smollm2-135m").api_key


@pytest.mark.django_db
def test_seeding_again_keeps_what_an_operator_changed():
    call_command("seed_roster")
    Contestant.objects.filter(slug="eliza-1966").update(name="The listener", active=False)
    Route.objects.filter(contestant_slug="smollm2-135m").update(temperature=0.1)
    Route.objects.filter(contestant_slug="word-4-gram").delete()
    call_command("seed_roster")
    assert Contestant.objects.get(slug="eliza-1966").name == "The listener"
    assert not Contestant.objects.get(slug="eliza-1966").active
    assert Route.objects.get(contestant_slug="smollm2-135m").temperature == 0.1
    assert Route.objects.filter(contestant_slug="word-4-gram").exists()
    assert Contestant.objects.count() == len(ROSTER)
