"""The commands, as one types them."""

import sys
from pathlib import Path

import pytest

from inference.engine import corpus, evaluate_hash, train_hash
from inference.engine.errors import BadSetting
from inference.engine.hash_attention.maps import file_sha256, load_maps

LICENCE = Path(__file__).parents[4] / "LICENSE"


def run(monkeypatch, command, *options):
    monkeypatch.setattr(sys, "argv", [command.__name__, *map(str, options)])
    return command.main()


def test_text_and_a_model_file_become_maps_for_that_file(model_file, tmp_path, monkeypatch):
    out = tmp_path / "maps.npz"
    options = ("--checkpoint", model_file, "--text", LICENCE, "--out", out)
    few = ("--passages", 1, "--tokens", 320, "--steps", 2, "--threads", 2)
    assert run(monkeypatch, train_hash, *options, *few) == 0
    maps = load_maps(out, file_sha256(model_file))
    assert maps.dense_layers == (0, 1)
    assert "--steps 2 --seed 0" in maps.notes["command"]
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"--text": "nowhere.txt"}, "Give plain text in UTF-8"),
        ({"--passages": "9"}, "fewer --passages"),
        ({"--checkpoint": "nowhere.gguf"}, "no model file"),
    ],
)
def test_what_cannot_be_trained_on_is_said(
    change, words, model_file, tmp_path, monkeypatch, capsys
):
    options = {"--checkpoint": model_file, "--text": LICENCE, "--out": tmp_path / "maps.npz"}
    flat = [part for pair in (options | change).items() for part in pair]
    assert run(monkeypatch, train_hash, *flat) == 2
    assert words in capsys.readouterr().err


def test_maps_that_are_not_there_are_not_evaluated(model_file, tmp_path, monkeypatch, capsys):
    options = ("--checkpoint", model_file, "--maps", tmp_path / "nowhere.npz")
    assert run(monkeypatch, evaluate_hash, *options) == 2
    assert "Train them again" in capsys.readouterr().err


def test_passages_spread_from_the_first_token_to_the_last():
    assert list(train_hash.spread(1000, 100, 4)) == [0, 300, 600, 900]
    assert list(train_hash.spread(1000, 100, 1)) == [450]
    with pytest.raises(BadSetting, match="11 passages of 100 tokens"):
        train_hash.spread(1000, 100, 11)


def test_plain_text_loses_rules_and_dots_and_keeps_its_paragraphs():
    page = "Title\n*********\n\n\n\n 1.1  Start\t7 ........\n\tText,  and more... (((x)))\n\n"
    assert corpus.plain(page) == "Title\n\n1.1 Start 7\nText, and more... (((x)))\n"


def test_missing_text_says_how_to_make_it(tmp_path):
    with pytest.raises(BadSetting, match=r"python -m inference\.engine\.corpus"):
        corpus.held_out_texts(tmp_path)


def test_training_and_held_out_text_are_different_documents():
    assert not set(corpus.TRAINING) & set(corpus.HELD_OUT)
