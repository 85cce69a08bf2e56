"""Importing votes: all of a file or nothing, once, with every broken line told."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError

from lib.jobs.models import Job
from ranking import selectors, services
from ranking.models import (
    Board,
    Comparison,
    Contestant,
    Label,
    Leaderboard,
    PairCount,
)
from tests.ranking.formats.reading import FILES
from tests.ranking.importing import counts, import_file, nothing_is_there, vote, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def votes(tmp_path: Path) -> Path:
    """Three votes, two of them by one voter."""
    return written(
        tmp_path / "votes.jsonl",
        [
            vote("v1", "ajax", "hector", "model_a", judge="achilles", tstamp=1772359200),
            vote("v2", "hector", "ajax", "tie (bothbad)", judge="achilles", tstamp=1772359201),
            vote("v3", "hector", "Paris 1.5", "model_b", judge="helen", tstamp=1772459200),
        ],
    )


def test_rows_become_comparisons_and_counts(votes):
    said = import_file(votes, "troy", "--name", "Troy", "--source", "A war", "--licence", "MIT")
    assert "3 votes into “troy”; 3 new contestants." in said
    assert counts() == {("ajax", "hector"): (1, 0, 0, 1), ("hector", "paris-1-5"): (0, 1, 0, 0)}
    first, second, third = Comparison.objects.order_by("source")
    assert first.source == "import:troy:v1"
    assert first.created_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert first.propensity is None
    assert first.captcha == "unverified"
    assert first.voter_key == second.voter_key != third.voter_key
    assert "achilles" not in first.voter_key
    board = Board.objects.get(slug="troy")
    assert (board.name, board.source, board.licence) == ("Troy", "A war", "MIT")
    assert board.imported_at is not None


def test_contestants_are_made_by_slug_and_keep_their_names(votes, ajax):
    import_file(votes)
    ajax.refresh_from_db()
    assert ajax.active  # who was there stays as it was
    new = Contestant.objects.get(slug="paris-1-5")
    assert (new.name, new.active) == ("Paris 1.5", False)


def test_two_names_that_look_alike_stay_apart(tmp_path):
    rows = [vote("v1", "a.b", "a-b", "model_a"), vote("v2", "A-B", "a.b", "tie")]
    import_file(written(tmp_path / "votes.jsonl", rows))
    names = set(Contestant.objects.values_list("name", flat=True))
    assert names == {"a.b", "a-b"}
    (found,) = counts().values()
    assert sorted(found) == [0, 0, 1, 1]


def test_staff_sees_which_files_came_in(votes, admin_client):
    import_file(votes)
    page = admin_client.get("/admin/ranking/import/?q=votes").content.decode()
    assert "votes.jsonl" in page
    assert "clean-battle" in page


def test_importing_a_file_again_changes_nothing_and_says_so(votes):
    import_file(votes)
    before = (counts(), Comparison.objects.count())
    assert "imported before: nothing has changed" in import_file(votes)
    assert (counts(), Comparison.objects.count()) == before


def test_a_longer_file_adds_only_what_is_new(votes, tmp_path):
    import_file(votes)
    rows = [json.loads(line) for line in votes.read_text().splitlines()]
    longer = [*rows, vote("v4", "ajax", "hector", "model_b", tstamp=1772359300)]
    said = import_file(written(tmp_path / "longer.jsonl", longer))
    assert "1 votes into “troy”" in said
    assert "3 votes were there already" in said
    assert counts()["ajax", "hector"] == (1, 1, 0, 1)


def test_one_id_twice_in_a_file_is_onevote(tmp_path):
    rows = [vote("v1", "ajax", "hector", "model_a"), vote("v1", "ajax", "hector", "model_b")]
    assert "1 votes were there already" in import_file(written(tmp_path / "v.jsonl", rows))
    assert counts() == {("ajax", "hector"): (1, 0, 0, 0)}


def test_rows_without_ids_of_two_files_do_not_meet(tmp_path):
    for name, winner in (("one.csv", "model_a"), ("two.csv", "tie")):
        (tmp_path / name).write_text(f"model_a,model_b,winner\najax,hector,{winner}\n")
        import_file(tmp_path / name)
    assert counts() == {("ajax", "hector"): (1, 0, 1, 0)}


def test_counts_of_pairs_become_counts(tmp_path):
    data = {"models": ["Hector", "ajax"], "X": [[0, 1]], "Y": [[7, 5, 3, 2]]}
    path = tmp_path / "counts.json"
    path.write_text(json.dumps(data))
    import_file(path, "troy", "--day", "2024-08-14")
    assert "nothing has changed" in import_file(path)
    assert Comparison.objects.count() == 0
    ids = list(Contestant.objects.order_by("pk").values_list("slug", flat=True))
    row = PairCount.objects.get()
    won = {"hector": row.first_won, "ajax": row.second_won}
    won = won if ids[0] == "hector" else dict(zip(won, list(won.values())[::-1], strict=True))
    assert won == {"hector": 7, "ajax": 5}
    assert (row.tied, row.both_bad, row.day) == (3, 2, date(2024, 8, 14))


def test_what_should_not_count_is_set_aside_and_told():
    said = import_file(FILES / "fastchat.jsonl", "troy", "--allow-broken", "4")
    assert "set aside: 2 names_known, 1 identity_leak, 1 failed_answer" in said
    assert counts() == {("ajax", "hector"): (1, 0, 0, 0)}
    assert Comparison.objects.filter(excluded="names_known").count() == 2


def test_texts_give_language_style_and_categories():
    import_file(FILES / "clean_battles.json", "troy", "--allow-broken", "60%")
    battle = Comparison.objects.get(source="import:troy:q1")
    assert (battle.language, battle.num_turns) == ("en", 2)
    assert battle.left_style["tokens"] == 10  # as the file says
    assert battle.left_style["headers"] == battle.left_style["bold"] == 1
    assert len(battle.prompt_key) == 32
    assert counts(category="multi-turn") == {("ajax", "hector"): (1, 0, 0, 0)}
    labels = Label.objects.filter(comparison__source="import:troy:q3")
    assert set(labels.values_list("category", "holds", "labeller")) >= {
        ("coding", True, "file: clean-battle"),
        ("instruction-following", False, "file: clean-battle"),
    }


def test_labels_of_pictures_and_what_reactions_say_carry_where_they_are_from():
    import_file(FILES / "vision_arena.jsonl", "troy", "--allow-broken", "1")
    labels = Label.objects.filter(category="captioning", comparison__source="import:troy:v1")
    assert labels.get().labeller == "file: vision-arena"
    import_file(FILES / "comparia_reactions.jsonl", "likes", "--allow-broken", "6")
    flags = Comparison.objects.filter(board="likes").values_list("flags", flat=True)
    assert list(flags) == [["from_reactions"]] * 5


@pytest.mark.parametrize("name", ["fastchat.jsonl", "clean_battles.json", "comparia.jsonl"])
def test_broken_lines_refuse_the_file_and_leave_nothing(name):
    with pytest.raises(CommandError, match="lines are broken, the first of them line"):
        import_file(FILES / name)
    assert nothing_is_there()


def test_broken_lines_are_listed_with_line_and_reason(tmp_path):
    rows = [vote(f"v{i}", "ajax", "hector", "who knows") for i in range(25)]
    path = written(tmp_path / "votes.jsonl", [vote("good", "ajax", "hector", "tie"), *rows])
    report = tmp_path / "broken.csv"
    with pytest.raises(CommandError, match="25 lines are broken, the first of them line 2"):
        import_file(path, "troy", "--allow-broken", "24", "--report", str(report))
    said = import_file(path, "troy", "--allow-broken", "97%")
    assert "line 2 left out: winner is “who knows”" in said
    assert "line 22 left out" not in said
    assert "… and 5 more" in said
    lines = report.read_text().splitlines()
    assert len(lines) == 26
    assert lines[1].startswith('2,"winner is “who knows”;')


def test_a_vote_of_tomorrow_is_broken(tmp_path):
    path = written(
        tmp_path / "votes.jsonl", [vote("v1", "ajax", "hector", "tie", tstamp=4_000_000_000)]
    )
    with pytest.raises(CommandError, match="its time lies in the future"):
        import_file(path)


def test_a_dry_run_tells_all_and_keeps_nothing(votes):
    said = import_file(votes, "troy", "--dry-run")
    assert "3 votes into “troy”" in said
    assert "nothing was kept" in said
    assert nothing_is_there()


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("empty.csv", "", "empty.csv is empty"),
        ("other.json", '{"a": 1}', "in no format that is known"),
        ("heading.csv", "model_a,model_b,winner\n", "There is nothing to read"),
        ("cut.json", '[{"model_a": "ajax", "model_b": "hector", "winner": "tie"}, {"mo', "1 lines"),
    ],
)
def test_files_without_votes_are_refused_in_words(tmp_path, name, content, refusal):
    (tmp_path / name).write_text(content)
    with pytest.raises(CommandError, match=refusal):
        import_file(tmp_path / name)
    assert nothing_is_there()


def test_our_own_board_takes_no_imports(votes):
    with pytest.raises(CommandError, match="holds votes that are cast here"):
        import_file(votes, "overall")
    assert not Comparison.objects.exists()


def test_an_address_that_is_none_is_refused_before_anything_iswritten(votes):
    with pytest.raises(CommandError, match="valid URL"):
        import_file(votes, "troy", "--source-url", "the city")
    assert nothing_is_there()


def test_a_refit_is_asked_for_or_made_at_once(votes, tmp_path):
    import_file(votes)
    assert Job.objects.get(kind="ranking.refit").payload["board"] == "troy"
    assert not Leaderboard.objects.exists()
    import_file(votes, "second", "--refit")
    board = selectors.newest_leaderboard("second")
    assert {row.contestant.slug for row in selectors.ratings(board)} == {
        "ajax", "hector", "paris-1-5",
    }  # fmt: skip


def test_an_imported_vote_that_is_set_aside_leaves_the_counts_of_its_import(votes):
    import_file(votes)
    first = Comparison.objects.get(source="import:troy:v1")
    assert services.set_aside(first, "moderator")
    assert counts()["ajax", "hector"] == (0, 0, 0, 1)
    assert services.restore(first)
    assert counts()["ajax", "hector"] == (1, 0, 0, 1)
