"""Telling writers apart by what they wrote: made-up writers with known habits."""

import gzip
import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from ranking.attack.identify.answers import Answer, UnreadableAnswers, as_one, read_answers
from ranking.attack.identify.detector import (
    Split,
    TooFewAnswers,
    accuracies,
    pair_accuracies,
)
from ranking.attack.identify.features import Features, extractor
from ranking.attack.identify.probing import probe

WORDS = [
    "river",
    "stone",
    "light",
    "winter",
    "garden",
    "letter",
    "window",
    "music",
    "bread",
    "road",
]


def writings(*, num_prompts: int, num_answers: int) -> list[Answer]:
    """Nestor is long-winded, Ajax is short; the twins write alike. Each prompt has its words."""
    rng = np.random.default_rng(5)
    styles = {
        "nestor": (30, ", and "),
        "ajax": (6, " "),
        "castor": (12, "; "),
        "pollux": (12, "; "),
    }
    answers = []
    for number in range(num_prompts):
        words = rng.choice(WORDS, 6, replace=False)
        for contestant, (length, joint) in styles.items():
            for _ in range(num_answers):
                text = joint.join(rng.choice(words, length + rng.integers(0, 3)))
                answers.append(Answer(f"prompt {number}", contestant, text))
    return answers


def shares(rows) -> dict[str, float]:
    return {row.target: row.share for row in rows}


@pytest.mark.parametrize("features", list(Features))
def test_a_writer_with_habits_is_found_on_the_same_prompt(features):
    answers = writings(num_prompts=2, num_answers=20)
    found = shares(accuracies(answers, split=Split.SAME_PROMPT, features=features, seed=42))
    assert found["nestor"] > 0.9
    assert all(0 <= share <= 1 for share in found.values())


def test_a_writer_with_habits_is_found_on_prompts_unseen():
    answers = writings(num_prompts=15, num_answers=3)
    rows = accuracies(answers, split=Split.UNSEEN_PROMPTS, features=Features.COMBINED, seed=42)
    assert shares(rows)["nestor"] > 0.9
    assert rows[0].num_tests == 18  # three of fifteen prompts, three answers, two kinds


def test_twins_cannot_be_told_apart_and_others_can():
    answers = writings(num_prompts=6, num_answers=50)
    rows = pair_accuracies(answers, split=Split.SAME_PROMPT, features=Features.TF_IDF, seed=42)
    pairs = {(row.target, row.rest): row.share for row in rows}
    assert pairs["castor", "pollux"] == pytest.approx(0.5, abs=0.15)
    assert pairs["ajax", "nestor"] > 0.95


def test_variants_of_one_model_can_count_as_one():
    answers = as_one(writings(num_prompts=2, num_answers=20), [["castor", "pollux"]])
    apart = accuracies(answers, split=Split.SAME_PROMPT, features=Features.CHARACTER_RUNS, seed=42)
    assert [row.target for row in apart] == ["ajax", "castor = pollux", "nestor"]
    assert min(row.share for row in apart) > 0.8


def test_no_answer_is_both_trained_and_tested_on():
    """Each answer is one word of its own: who has not seen it can only guess."""
    answers = [
        Answer("prompt", writer, f"{writer}{number}")
        for writer in ("ajax", "nestor")
        for number in range(50)
    ]
    rows = accuracies(answers, split=Split.SAME_PROMPT, features=Features.BAG_OF_WORDS, seed=1)
    assert shares(rows) == {"ajax": 0.5, "nestor": 0.5}


def test_the_same_seed_gives_the_same_accuracies():
    answers = writings(num_prompts=2, num_answers=10)
    chosen = {"split": Split.SAME_PROMPT, "features": Features.CHARACTER_RUNS, "seed": 3}
    assert accuracies(answers, **chosen) == accuracies(answers, **chosen)


def test_layout_is_finite_for_empty_answers():
    columns = extractor(Features.COMBINED).fit_transform(["", "a b a b", "- a\n- b a b", "a b"])
    assert np.isfinite(columns.toarray()).all()


@pytest.mark.parametrize(
    ("answers", "split", "words"),
    [
        ([Answer("p", "ajax", "a")], Split.SAME_PROMPT, "at least two"),
        ([Answer("p", w, "a") for w in ("ajax", "nestor")], Split.SAME_PROMPT, "more answers"),
        ([Answer("p", w, "a") for w in ("ajax", "nestor")], Split.UNSEEN_PROMPTS, "Only 1"),
    ],
)
def test_too_few_answers_are_refused_in_words(answers, split, words):
    with pytest.raises(TooFewAnswers, match=words):
        accuracies(answers, split=split, features=Features.WORDS, seed=1)


def test_probing_counts_who_names_itself_and_who_is_named_by_others():
    answers = [
        Answer("Who are you?", "ajax", "I am Ajax of Salamis."),
        Answer("Who are you?", "ajax", "A helpful assistant."),
        Answer("Who are you?", "hector", "Not AJAX, but from Troy."),
        Answer("Who are you?", "hector", "A relaxed ajaxian."),
    ]
    rows = {row.contestant: row for row in probe(answers, {"ajax": ["Ajax"], "hector": ["Troy"]})}
    assert (rows["ajax"].named, rows["ajax"].mistaken) == (0.5, 0.5)
    assert (rows["hector"].named, rows["hector"].mistaken) == (0.5, 0.0)


def test_answers_are_read_from_lines_and_from_folders(tmp_path):
    ours = {"prompt": "p", "contestant": "ajax", "text": "a"}
    (tmp_path / "ours.jsonl").write_text(json.dumps(ours) + "\n\n")
    theirs = {"instruction": "q", "output": "b", "generator": "x"}
    with gzip.open(tmp_path / "nestor.jsonl.gz", "wt") as file:
        file.write(json.dumps(theirs))
    assert read_answers(tmp_path / "ours.jsonl") == [Answer("p", "ajax", "a")]
    assert read_answers(tmp_path) == [Answer("q", "nestor", "b"), Answer("p", "ajax", "a")]


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "line 1 is not JSON"), ('{"prompt": 3}', "line 1 must be"), ("[]", "line 1 must be")],
)
def test_a_broken_line_is_named(tmp_path, text, words):
    path = tmp_path / "x.jsonl"
    path.write_text(text)
    with pytest.raises(UnreadableAnswers, match=words):
        read_answers(path)


def test_files_that_are_not_there_are_named(tmp_path):
    with pytest.raises(UnreadableAnswers, match="could not be read"):
        read_answers(tmp_path / "none.jsonl")
    with pytest.raises(UnreadableAnswers, match="no files"):
        read_answers(tmp_path)


@pytest.mark.django_db
def test_the_command_shows_a_table_and_writes_json(tmp_path, capsys, ajax):
    path, out = tmp_path / "a.jsonl", tmp_path / "out.json"
    rows = [vars_of(answer) for answer in writings(num_prompts=6, num_answers=6)]
    rows.append({"prompt": "Who are you?", "contestant": "ajax", "text": "Son of Telamon"})
    path.write_text("\n".join(json.dumps(row) for row in rows))
    call_command("attack", "identify", "--answers", str(path), "--features", "words", "tf-idf",
                 "--pairs", "--same", "castor", "pollux", "--out", str(out))  # fmt: skip
    shown = capsys.readouterr().out
    assert "same-prompt, tf-idf %" in shown
    assert "unseen-prompts, words %" in shown
    assert "mean %" in shown  # by prompt
    result = json.loads(out.read_text())
    assert result["probing"][0]["named"] == 1.0  # by its alias
    assert len(result["pairs"]) == 6  # three pairs, two splits
    assert len(result["detectors"][0]["by_prompt"]) == 6
    with pytest.raises(CommandError, match="could not be read"):
        call_command("attack", "identify", "--answers", str(tmp_path / "none"))


def vars_of(answer: Answer) -> dict[str, str]:
    return {"prompt": answer.prompt, "contestant": answer.contestant, "text": answer.text}
