"""Giving votes away: what counts, under pseudonyms, in a shape that comes back unchanged."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import AsyncClient

from lib import public_api
from lib.audit.models import AuditEvent
from ranking import selectors, services
from ranking.models import Comparison, PairCount
from ranking.selectors import exports

pytestmark = pytest.mark.django_db


def export(path: Path, board: str = "overall", form: str = "clean-battle") -> str:
    out = StringIO()
    call_command("export_votes", board=board, format=form, out=path, stdout=out)
    return out.getvalue()


def counts(board: str, category: str = "all"):
    columns = ("day", "first__slug", "second__slug", "first_won", "second_won", "tied", "both_bad")
    rows = PairCount.objects.filter(board=board, category=category).values_list(*columns)
    return [row for row in rows if any(row[3:])]


@pytest.fixture
def votes(compare, ajax, hector, paris) -> list[Comparison]:
    """Six that count, two of one voter, and three that do not."""
    for outcome in ("left", "right", "tie", "both_bad"):
        compare(ajax, hector, outcome, categories=["coding"], labeller="rules 1", language="en")
    compare(paris, hector, "left", voter_key="v" * 32, left_style={"tokens": 7, "headers": 2})
    compare(hector, ajax, "left", voter_key="v" * 32, flags=["swapped"])
    compare(ajax, hector, "left", excluded="identity_leak")
    services.set_aside(compare(ajax, paris, "left"), "moderator")
    compare(ajax, paris, "left", flags=["moderated"])
    return list(Comparison.objects.order_by("pk"))


@pytest.mark.parametrize("form", ["clean-battle", "blocks", "csv"])
def test_a_release_comes_back_as_the_same_counts(votes, tmp_path, form):
    services.set_aside(votes[-1], "moderator")  # moderated words are never given away
    path = tmp_path / ("votes.csv" if form == "csv" else "votes.jsonl")
    assert "6 votes of “overall”" in export(path, form=form)
    call_command("import_votes", str(path), board="again", verbosity=0)
    assert counts("again") == counts("overall")
    if form != "csv":
        assert counts("again", "coding") == counts("overall", "coding") != []
        twin = Comparison.objects.filter(board="again", left__slug="paris").get()
        assert twin.left_style == {"tokens": 7, "headers": 2}
        assert Comparison.objects.get(board="again", left__slug="hector").flags == ["swapped"]


def test_what_does_not_count_stays_here(votes, tmp_path):
    export(tmp_path / "votes.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "votes.jsonl").read_text().splitlines()]
    assert len(lines) == 6
    assert not any({line["model_a"], line["model_b"]} == {"Ajax", "Paris"} for line in lines)


def test_nothing_of_ours_is_in_a_release(votes, tmp_path):
    releases = []
    for name in ("one.jsonl", "two.jsonl"):
        export(tmp_path / name)
        text = (tmp_path / name).read_text()
        releases.append([json.loads(line) for line in text.splitlines()])
        for comparison in votes:
            assert comparison.voter_key not in text
            assert f'"{comparison.source}"' not in text
            assert comparison.created_at.strftime(":%M:%S.%f") not in text
    voters = [{line["judge"] for line in lines} for lines in releases]
    assert len(voters[0]) == 5  # six votes, two of one hand
    assert not voters[0] & voters[1]


def test_blocks_of_votes_follow_each_other_without_a_gap(votes, monkeypatch):
    whole = [row.id for row in selectors.exported_votes("overall")]
    monkeypatch.setattr(exports, "ROWS_AT_ONCE", 2)
    assert [row.id for row in selectors.exported_votes("overall")] == whole


def test_an_export_is_remembered(votes, tmp_path):
    export(tmp_path / "votes.jsonl")
    event = AuditEvent.objects.get(action="votes.export")
    assert event.detail == {"format": "clean-battle", "num_votes": 6}


def test_boards_without_rows_are_refused_in_words(db, tmp_path):
    with pytest.raises(CommandError, match="There is no board “troy”"):
        export(tmp_path / "votes.jsonl", "troy")
    (tmp_path / "counts.json").write_text(
        json.dumps({"models": ["a", "b"], "X": [[0, 1]], "Y": [[1, 1, 1, 1]]})
    )
    call_command("import_votes", str(tmp_path / "counts.json"), board="troy", verbosity=0)
    with pytest.raises(CommandError, match="known as counts only"):
        export(tmp_path / "votes.jsonl", "troy")
    assert not (tmp_path / "votes.jsonl").exists()


def test_a_folder_that_is_not_there_is_told(votes, tmp_path):
    with pytest.raises(CommandError, match="cannot be written: No such file"):
        export(tmp_path / "nowhere" / "votes.jsonl")
    assert not AuditEvent.objects.filter(action="votes.export").exists()


async def _get(address: str):
    answer = await AsyncClient().get(address)
    if not answer.streaming:
        return answer, answer.json()
    text = "".join([part.decode() async for part in answer.streaming_content])
    return answer, [json.loads(line) for line in text.splitlines()]


@pytest.fixture
def allowed(monkeypatch) -> list[str]:
    """Each request is allowed; the identities that were asked about."""
    asked: list[str] = []
    monkeypatch.setattr(public_api, "allow", lambda limit, *who: not asked.append(limit))
    return asked


@pytest.mark.django_db(transaction=True)
async def test_the_api_streams_the_votes_of_our_own_board(votes, allowed):
    answer, lines = await _get("/api/v1/boards/overall/votes.jsonl")
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/x-ndjson"
    assert len(lines) == 6
    assert {line["winner"] for line in lines} == {"model_a", "model_b", "tie", "tie (bothbad)"}
    assert "conversation_a" not in lines[0]
    _, again = await _get("/api/v1/boards/overall/votes.jsonl")
    assert not {line["judge"] for line in lines} & {line["judge"] for line in again}


@pytest.mark.django_db(transaction=True)
async def test_the_api_refuses_imported_and_unknown_boards(votes, allowed, tmp_path):
    answer, said = await _get("/api/v1/boards/troy/votes.jsonl")
    assert (answer.status_code, said["detail"]) == (404, "There is no board called “troy”.")


def test_the_api_gives_no_imported_votes_on(votes, allowed, tmp_path, client):
    (tmp_path / "votes.csv").write_text("model_a,model_b,winner\najax,hector,tie\n")
    call_command("import_votes", str(tmp_path / "votes.csv"), board="troy", verbosity=0)
    answer = client.get("/api/v1/boards/troy/votes.jsonl")
    assert answer.status_code == 404
    assert "get them where they come from" in answer.json()["detail"]


def test_the_api_gives_a_whole_board_only_so_often(votes, monkeypatch, client):
    monkeypatch.setattr(public_api, "allow", lambda *_: False)
    answer = client.get("/api/v1/boards/overall/votes.jsonl")
    assert answer.status_code == 429
    assert answer["Retry-After"] == "3600"
