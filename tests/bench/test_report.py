"""One line of JSON a result."""

import json

from bench.report import Label, Result, report, report_fact


def test_a_result_is_one_line_with_four_digits(capsys):
    conditions = {"threads": [2, 1], "ratio_range": (1.23456, 2.0)}
    report(Result("a-vs-b", 1234.567, "MB", "b", 1.0, 2 / 3, None, Label.REAL_CPU, conditions))
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert found["value"] == 1235
    assert found["ratio"] == 0.6667
    assert found["goal"] is None
    assert found["label"] == "real-cpu"
    assert found["conditions"] == {"threads": [2, 1], "ratio_range": [1.235, 2.0]}


def test_what_is_left_out_is_said_in_a_line_too(capsys):
    report_fact("without-vllm", reason="not set up")
    assert json.loads(capsys.readouterr().out) == {"name": "without-vllm", "reason": "not set up"}
