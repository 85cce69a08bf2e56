"""The laboratory in a real browser: asked on a phone in the dark, read at a desk in the light."""

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from ranking import services
from ranking.attack.experiments import Experiment, run_experiment
from ranking.attack.report import Question, defenders_report
from ranking.models import AttackRun, Contestant
from tests.chromium import chromium, listen, violations
from tests.conftest import PASSWORD
from tests.front.test_accessibility import DEVICES, give_password
from tests.ranking.attack.boards import ladder

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SLUGS = ("ajax", "hector", "paris")
DJANGOS_OWN = ".breadcrumbs"  # links in them differ by colour alone


def finished(kind: str, parameters: dict, result: dict) -> AttackRun:
    facts = {"board": "overall", "actor": None, "now": timezone.now()}
    run, _job = services.start_attack_run(kind=kind, parameters=parameters, **facts)
    services.end_attack_run(
        services.begin_attack_run(run_id=run.pk), now=timezone.now(), result=result
    )
    return run


@pytest.fixture
def runs() -> list[AttackRun]:
    counts = ladder(3)
    experiment = Experiment(target="paris", rank=1, refit_every=20, most_interactions=4000)
    moved = run_experiment(experiment, SLUGS, counts, prior_weight=1.0)
    found = defenders_report(SLUGS, counts, Question(), prior_weight=1.0)
    return [
        finished("simulation", {"target": "paris", "rank": 1}, moved),
        finished("report", {}, found),
    ]


@pytest.mark.parametrize("device", ["phone-dark", "desk-light"])
def test_the_laboratory_can_be_read_by_everybody(live_server, monkeypatch, runs, device):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright has a loop in this thread
    for slug in SLUGS:
        Contestant.objects.create(slug=slug, name=slug.title())
    get_user_model().objects.create_superuser("admin@example.org", PASSWORD)
    paths = ["add/", *(f"{run.pk}/change/" for run in runs)]
    with chromium() as browser:
        page = browser.new_context(base_url=live_server.url, **DEVICES[device]).new_page()
        page.goto("/accounts/login/?next=/admin/ranking/attackrun/")
        page.locator("input[name=login]").fill("admin@example.org")
        give_password(page)
        complaints, found = listen(page), []
        for path in paths:
            page.goto(f"/admin/ranking/attackrun/{path}")
        complained = list(complaints)  # later ones are about axe itself
        for path in paths:
            page.goto(f"/admin/ranking/attackrun/{path}")
            found += [line for line in violations(page) if DJANGOS_OWN not in line]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append(f"{path} scrolls sideways")
    assert found == []
    assert complained == []
