"""A researcher's file becomes a board, somebody reads it, and staff finds out who bent it.

The whole site, a real browser, no step by hand: the worker fits, the defences look at the votes,
the laboratory reports, and what a moderator decides is seen at the front and taken back.
"""

import json
import re
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Locator, Page, expect

from ranking.defence.voters import Electorate, for_target, honest, uniform_pairs
from ranking.stats.comparisons import Comparisons
from tests.chromium import chromium, listen, violations
from tests.servers import wait_until
from tests.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.redis, pytest.mark.engine]
BOARD, NAME = "siege-of-troy", "The siege of Troy"
HEROES = ["Achilles", "Briseis", "Calchas", "Diomedes", "Eurybates", "Thersites"]
WINNERS = {1.0: "model_a", 0.5: "tie", 0.0: "model_b"}
NUM_HONEST, HONEST_VOTES, EVES_VOTES = 20, 30, 90
ALL_HONEST = NUM_HONEST * HONEST_VOTES
DESK = {"viewport": {"width": 1280, "height": 900}}
DJANGOS_OWN = ".breadcrumbs"  # links in them differ by colour alone


class Visit:
    """Somebody at a browser. `look` examines a page: no complaint, no barrier, nothing too wide."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.page: Page = browser.new_context(base_url=site.url, **DESK).new_page()
        self.complaints = listen(self.page)

    def look(self) -> None:
        assert self.complaints == []
        assert not self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert [line for line in violations(self.page) if DJANGOS_OWN not in line] == []
        self.complaints.clear()  # what axe itself set off

    def board(self) -> list[str]:
        """The contestants at the front, best first."""
        self.page.goto(f"/leaderboard/{BOARD}/")
        return self.page.locator("table.board tbody th a").all_inner_texts()


@pytest.fixture
def browser():
    with chromium() as running:
        yield running


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Twenty people judge answers; Eve judges as they do, save that Thersites always wins."""
    rng = np.random.default_rng(11)
    who = Electorate(np.linspace(1.0, -1.0, 6), taste=0.25, tie_weight=0.4)
    rows = [
        row
        for number in range(NUM_HONEST)
        for row in records(f"person {number}", verdicts(who, HONEST_VOTES, rng), 97 * number)
    ]
    bent = for_target(verdicts(who, EVES_VOTES, rng), HEROES.index("Thersites"), rng)
    path = tmp_path / "siege.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in [*rows, *records("eve", bent, 50_000)]))
    return path


def verdicts(who: Electorate, num: int, rng: np.random.Generator) -> Comparisons:
    return honest(who, uniform_pairs(len(HEROES), num, rng), rng)


def records(voter: str, ballots: Comparisons, minutes: int) -> list[dict]:
    """In the shape of published battles; every second prompt asks for code."""
    start = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    return [
        {
            "question_id": f"{voter} {i}",
            "model_a": HEROES[left],
            "model_b": HEROES[right],
            "winner": WINNERS[float(score)],
            "judge": voter,
            "turn": 1,
            "anony": True,
            "language": "English",
            "tstamp": (start + timedelta(seconds=700 * i)).timestamp(),
            "conversation_a": said(voter, i),
            "conversation_b": said(voter, i),
        }
        for i, ((left, right), score) in enumerate(zip(ballots.pairs, ballots.scores, strict=True))
    ]


def said(voter: str, i: int) -> list[dict[str, str]]:
    asks = "Write a Python function that counts the ships of" if i % 2 else "Tell me about"
    prompt = f"{asks} {voter}, number {i}."
    return [{"role": "user", "content": prompt}, {"role": "assistant", "content": "So be it."}]


def test_a_file_is_imported_read_attacked_defended_and_a_decision_taken_back(browser, site, votes):
    imported = site.manage("import_votes", str(votes), "--board", BOARD, "--name", NAME)
    assert f"{ALL_HONEST + EVES_VOTES} votes into “{BOARD}”; 6 new contestants." in imported
    suspects = "select count(*) from ranking_voterreview where board = ?"
    wait_until(lambda: site.query(suspects, BOARD)[0][0], 60, "somebody to come under suspicion")
    site.manage("refit", "--board", BOARD, "--category", "coding")
    reader = Visit(browser, site)
    a_reader_goes_from_the_board_to_two_contestants(reader)

    staff = Visit(browser, site)
    staff_signs_in_with_a_second_factor(staff, site)
    staff_asks_the_laboratory_what_an_attack_would_take(staff, site)

    wait_for_board(site, ALL_HONEST)
    honest_board = reader.board()
    assert honest_board[-1] == "Thersites"
    a_moderator_reads_the_evidence_and_what_would_change(staff)

    decide(staff, "Clear: let it count", "The votes of a friend")
    wait_for_board(site, ALL_HONEST + EVES_VOTES)
    assert reader.board().index("Thersites") < len(HEROES) - 1
    expect(reader.page.locator(".board-facts")).to_contain_text("690 votes count")

    staff.page.get_by_role("button", name="Undo").click()
    expect(staff.page.locator("main")).to_contain_text("1 account is open again.")
    wait_for_board(site, ALL_HONEST)
    assert reader.board() == honest_board

    decide(staff, "Set aside for good", "Thersites wins whatever he says")
    assert reader.board() == honest_board
    expect(reader.page.locator(".board-facts")).to_contain_text("(90 more were set aside)")
    staff.page.get_by_role("link", name="Set aside", exact=True).click()
    expect(staff.page.locator("#evidence-title")).to_contain_text("Set aside")
    expect(staff.page.locator(".facts")).to_contain_text("Thersites wins whatever he says")
    staff.look()


def a_reader_goes_from_the_board_to_two_contestants(reader: Visit) -> None:
    page = reader.page
    page.goto("/leaderboard/")
    page.get_by_role("link", name=NAME).first.click()
    expect(page.locator("h1")).to_have_text(NAME)
    expect(row_of(page.locator("table.board"), "Achilles")).to_contain_text("±")
    reader.look()

    page.get_by_role("link", name="Coding").click()
    expect(page.get_by_role("link", name="Coding")).to_have_attribute("aria-current", "true")
    expect(page.locator(".board-facts")).to_contain_text(f"{ALL_HONEST // 2} votes count")
    reader.look()

    page.locator("table.board").get_by_role("link", name="Achilles").click()
    reader.look()
    page.get_by_role("link", name="against Thersites, head to head").click()
    expect(page.locator("h2")).to_have_text(re.compile("Achilles . Thersites"))
    record = page.get_by_role("table", name="Votes on this pair, by kind of question")
    won, *_ties, lost = row_of(record, "All questions").locator("td").all_inner_texts()[:4]
    assert int(won) > int(lost)
    reader.look()


def staff_signs_in_with_a_second_factor(staff: Visit, site: Site) -> None:
    page, password = staff.page, first_password(site)
    page.goto("/accounts/login/?next=/admin/")
    page.locator("input[name=login]").fill("admin@localhost")
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    expect(page.locator("main")).to_contain_text("Set up a second factor first")
    staff.look()

    page.goto("/accounts/2fa/totp/activate/")
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    secret = page.get_by_label("Authenticator secret").input_value()
    page.locator("input[name=code]").fill(format_hotp_value(hotp_value(secret, totp_counter())))
    page.locator("input[name=code]").press("Enter")
    page.wait_for_url(re.compile("recovery-codes"))
    staff.look()


def first_password(site: Site) -> str:
    """As the first start prints it, once."""
    return re.search(r"password  (\S+)", (site.data_dir / "site.log").read_text()).group(1)


def totp_counter() -> int:
    """What an authenticator counts: half minutes."""
    return int(time.time()) // 30


def staff_asks_the_laboratory_what_an_attack_would_take(staff: Visit, site: Site) -> None:
    page = staff.page
    page.goto("/admin/ranking/attackrun/add/")
    page.get_by_label("Board").select_option(NAME)
    page.get_by_label("What to find out").select_option("Report on the whole board")
    page.get_by_label("Trials").fill("1")
    staff.look()
    page.get_by_role("button", name="Run it").click()
    page.wait_for_url(re.compile(r"/admin/ranking/attackrun/\d+/change/"))
    number = re.search(r"/(\d+)/change/", page.url).group(1)
    ended = "select finished_at from ranking_attackrun where id = ?"
    wait_until(lambda: site.query(ended, number)[0][0], 60, "the laboratory to have its report")
    page.reload()
    expect(page.locator(".laboratory__told")).to_contain_text("6 contestants, 600 comparisons")
    neighbours = page.get_by_role("table", name="Neighbours that are swapped most easily")
    assert set(neighbours.locator("tbody th").all_inner_texts()) <= set(HEROES)
    staff.look()


def a_moderator_reads_the_evidence_and_what_would_change(staff: Visit) -> None:
    page = staff.page
    page.goto("/admin/moderation/")
    page.locator("[data-queue-link]", has_text="Thersites").click()
    evidence = page.locator(".console__evidence")
    expect(evidence).to_contain_text(re.compile(r"Votes for Thersites: \d+ of 90 votes were on it"))
    consequence = page.locator(".console__consequence")
    expect(consequence).to_contain_text("The board with and without this account's 90 votes.")
    with_them, without = row_of(consequence, "Thersites").locator("td").all_inner_texts()[:2]
    assert int(with_them) < len(HEROES)
    assert without == f"{len(HEROES)} ↓"
    staff.look()


def decide(staff: Visit, decision: str, reason: str) -> None:
    staff.page.get_by_label("Why? Others will read it.").fill(reason)
    staff.page.get_by_role("button", name=decision).click()
    expect(staff.page.locator("main")).to_contain_text("1 account decided.")
    staff.look()


def row_of(place: Locator, name: str) -> Locator:
    return place.get_by_role("row").filter(has_text=name)


def wait_for_board(site: Site, num_votes: int) -> None:
    newest = (
        "select num_comparisons from ranking_leaderboard where board = ? and category = 'all'"
        " and window = 'all-time' and method_key = 'bradley-terry' order by id desc limit 1"
    )
    wait_until(
        lambda: site.query(newest, BOARD) == [(num_votes,)],
        60,
        f"a board of {num_votes} votes",
        every_seconds=0.1,
    )
