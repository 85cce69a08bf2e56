"""The pages behind a board: each with its numbers, its data and few queries."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ranking.jobs import make_leaderboard
from ranking.lens import Lens
from ranking.models import Board, Leaderboard, PairCount

pytestmark = pytest.mark.django_db

PAGES = ["", "overview/", "pairs/", "history/", "map/", "price/", "predict/", "ajax/hector/"]


@pytest.fixture
def board(compare, refit, ajax, hector, paris) -> Leaderboard:
    for outcome in ["left"] * 12 + ["right"] * 4 + ["tie"] * 2 + ["both_bad"] * 2:
        compare(ajax, hector, outcome, categories=["coding"], labeller="rules 1")
    for outcome in ["left"] * 3 + ["right"]:
        compare(hector, paris, outcome)
    make_leaderboard("overall", Lens("coding"))
    return refit()


@pytest.fixture
def imported(ajax, hector) -> str:
    """A board whose contestants take part in nothing here any more."""
    for contestant in (ajax, hector):
        contestant.active = False
        contestant.save()
    first, second = sorted((ajax, hector), key=lambda contestant: contestant.pk)
    day = timezone.now().date()
    PairCount.objects.create(board="old", day=day, first=first, second=second, first_won=60)
    Board.objects.create(
        slug="old", name="Old votes", source="A file of 2024", imported_at=timezone.now()
    )
    make_leaderboard("old")
    return "old"


def page(client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return re.sub(r"\s+", " ", answer.content.decode())


def drawn(html: str) -> int:
    """Points of a drawing; the icons of the site's own navigation stand outside of <main>."""
    return html[html.index("<main") : html.index("</main>")].count("<circle")


@pytest.mark.parametrize("name", PAGES)
def test_each_page_is_served_without_inline_style_and_with_few_queries(
    client, board, name, django_assert_max_num_queries
):
    page(client, f"/leaderboard/overall/{name}")  # whoever comes first fills what is kept
    with django_assert_max_num_queries(8):
        html = page(client, f"/leaderboard/overall/{name}")
    assert " style=" not in html
    assert "<script>" not in html
    assert 'aria-current="page"' in html


@pytest.mark.parametrize("name", PAGES)
def test_a_board_that_is_not_there_is_not_found(client, db, name):
    page(client, f"/leaderboard/none/{name}", status=404)


@pytest.mark.parametrize("name", PAGES[:-1])
def test_a_board_without_votes_has_its_pages_all_the_same(client, refit, db, name):
    refit()
    page(client, f"/leaderboard/overall/{name}")


def test_chips_lead_through_lenses_that_have_a_leaderboard(client, board):
    html = page(client, "/leaderboard/overall/")
    assert 'href="/leaderboard/overall/?category=coding"' in html
    assert "category=german" not in html
    coding = page(client, "/leaderboard/overall/?category=coding")
    assert "<strong>20</strong> votes count" in coding
    assert re.search(r'category=coding" aria-current="true"', coding)
    assert '<input type="hidden" name="category" value="coding">' in coding


def test_a_lens_without_votes_says_so_and_leads_back(client, board):
    html = page(client, "/leaderboard/overall/?category=german")
    assert "not enough votes for this view" in html
    assert 'href="/leaderboard/overall/"' in html


def test_a_lens_that_is_not_there_is_answered_in_words(client, board):
    html = page(client, "/leaderboard/overall/?method=<b>magic</b>")
    assert "is not there to be chosen" in html
    assert "<b>magic" not in html
    assert "<strong>24</strong> votes count" in html


def test_the_switch_for_style_control_is_a_link_once_there_is_such_a_board(client, board):
    assert "Style control" not in page(client, "/leaderboard/overall/")
    make_leaderboard("overall", Lens(method_key="style-control"))
    off = page(client, "/leaderboard/overall/")
    assert 'href="/leaderboard/overall/?method=style-control" data-on="no"' in off
    on = page(client, "/leaderboard/overall/?method=style-control")
    assert 'class="switch" href="/leaderboard/overall/" data-on="yes"' in on
    assert "blocks of code" in on


def test_while_there_are_no_votes_of_our_own_an_imported_board_is_shown_with_the_invitation(
    client, imported, refit
):
    refit()
    html = page(client, "/leaderboard/")
    assert "Old votes" in html
    assert "A file of 2024" in html
    assert "These votes were not given here" in html
    assert "Start a battle" in html
    assert "Ajax" in html


def test_our_own_board_comes_back_with_the_first_vote(client, imported, compare, refit, paris):
    compare(paris, paris.__class__.objects.get(slug="ajax"), "left")
    refit()
    html = page(client, "/leaderboard/")
    assert "<strong>1</strong> vote counts" in html
    assert 'href="/leaderboard/old/"' in html


def test_whoever_stands_only_on_an_imported_board_has_a_page(client, imported):
    html = page(client, "/contestants/ajax/")
    assert "Old votes" in html
    assert "takes no part in battles here" in html
    assert 'href="/leaderboard/old/ajax/hector/"' in html


def test_a_contestant_shows_its_rating_through_every_lens(client, board):
    html = page(client, "/contestants/ajax/")
    assert 'href="/leaderboard/overall/?category=coding"' in html
    assert "Coding, All time, Bradley-Terry" in html


def test_the_overview_has_a_column_for_each_category(client, board):
    html = page(client, "/leaderboard/overall/overview/")
    assert "All questions" in html
    assert "Coding" in html
    row = re.search(r'contestants/paris/">Paris</a></th>(.*?)</tr>', html)[1]
    assert "matrix__hole" in row


def test_pairs_are_coloured_and_told(client, board):
    html = page(client, "/leaderboard/overall/pairs/")
    assert 'class="heat-' in html
    assert re.search(r"Ajax</th><td></td><td>70</td><td></td>", html)
    votes = page(client, "/leaderboard/overall/pairs/?show=met")
    assert re.search(r"Ajax</th><td></td><td>20</td><td></td>", votes)
    both_bad = page(client, "/leaderboard/overall/pairs/?show=both-bad&category=coding")
    assert re.search(r"Ajax</th><td></td><td>10</td>", both_bad)


def test_history_draws_a_line_for_each_contestant_that_was_chosen(client, board, refit):
    board.cut_off -= timedelta(days=2)
    board.save()
    refit()
    html = page(client, "/leaderboard/overall/history/?who=ajax&who=hector")
    assert html.count("<polyline") == 2
    assert html.count("/leaderboard/snapshots/") == 4
    assert page(client, "/leaderboard/overall/history/?who=nobody").count("<polyline") == 3


def test_a_board_that_was_made_once_has_a_table_and_no_line_yet(client, board):
    html = page(client, "/leaderboard/overall/history/")
    assert "This board was made once so far" in html
    assert "<polyline" not in html
    assert '<details class="behind" open>' in html
    assert html.count("/leaderboard/snapshots/") == 3


def test_a_board_of_our_own_without_votes_invites_to_a_battle_by_its_name_too(
    client, refit, imported
):
    refit()
    html = page(client, "/leaderboard/overall/")
    assert "Start a battle" in html
    assert "Show all votes of this board" not in html
    assert "Show all votes of this board" not in page(client, "/leaderboard/overall/map/")


def test_prices_are_drawn_where_they_are_known(client, board, ajax, hector):
    assert "No prices are known" in page(client, "/leaderboard/overall/price/")
    for contestant, usd in ((ajax, "8"), (hector, "0")):
        contestant.input_usd_per_million_tokens = Decimal(usd)
        contestant.output_usd_per_million_tokens = Decimal(usd)
        contestant.save()
    html = page(client, "/leaderboard/overall/price/")
    assert drawn(html) == 2
    assert html.count("<td>yes</td>") == 2


def test_a_prediction_adds_up_and_asks_for_two_different_ones(client, board):
    html = page(client, "/leaderboard/overall/predict/?a=hector&b=ajax")
    left, right = map(float, re.findall(r"<td>([\d.]+) %</td>", html)[:2])
    assert left < 50 < right
    assert left + right == pytest.approx(100, abs=0.11)
    assert "Choose two different" in page(client, "/leaderboard/overall/predict/?a=ajax&b=ajax")
    assert "not on this board" in page(client, "/leaderboard/overall/predict/?a=ajax&b=nobody")


def test_head_to_head_has_the_record_in_each_category(client, board):
    html = page(client, "/leaderboard/overall/ajax/hector/")
    assert "20 votes on this pair" in html
    cells = "<td>12</td><td>2</td><td>2</td><td>4</td><td>10 %</td>"
    assert f"All questions</th>{cells}" in html
    assert f"Coding</th>{cells}" in html
    mirrored = page(client, "/leaderboard/overall/hector/ajax/")
    assert "<td>4</td><td>2</td><td>2</td><td>12</td>" in mirrored


@pytest.mark.parametrize("pair", ["ajax/ajax", "ajax/nobody"])
def test_head_to_head_wants_two_that_are_on_the_board(client, board, pair):
    page(client, f"/leaderboard/overall/{pair}/", status=404)


def test_a_snapshot_stays_as_it_was_published(client, board, compare, refit, ajax, hector):
    compare(ajax, hector, "left")
    refit()
    html = page(client, f"/leaderboard/snapshots/{board.pk}/")
    assert "<strong>24</strong> votes count" in html
    assert board.method in html
    page(client, "/leaderboard/snapshots/999999/", status=404)


def test_a_map_is_found_once_and_kept_with_its_leaderboard(client, board, monkeypatch):
    html = page(client, "/leaderboard/overall/map/")
    assert drawn(html) == 3
    assert "Ajax" in html
    monkeypatch.setattr("ranking.selectors.distance_maps.distance_layout", None)
    assert page(client, "/leaderboard/overall/map/") == html


def test_a_snapshot_of_an_imported_board_says_nothing_of_battles_here(client, imported, paris):
    for contestant in paris.__class__.objects.all():
        contestant.organisation = contestant.licence = ""
        contestant.save()
    snapshot = Leaderboard.objects.get(board="old")
    html = page(client, f"/leaderboard/snapshots/{snapshot.pk}/")
    assert "Ajax" in html
    assert "no longer in battles" not in html
    assert "unknown maker" not in html
