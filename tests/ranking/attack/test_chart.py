"""Places on the drawing: the best rank on top, steps at refits, round numbers beside the axes."""

from itertools import pairwise

from ranking.attack.chart import HEIGHT, LEFT, RIGHT, TOP, WIDTH, rank_chart


def test_a_rank_holds_until_the_next_refit():
    chart = rank_chart([[(0, 3), (1000, 3), (2000, 1)]], rank=1)
    points = [tuple(map(float, point.split(","))) for point in chart.lines[0].split()]
    xs, ys = zip(*points, strict=True)
    assert (xs[0], xs[-1]) == (LEFT, WIDTH - RIGHT)
    assert ys[-1] == TOP == chart.goal
    assert ys[0] == ys[-2]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))


def test_a_rank_that_is_never_reached_is_on_the_drawing():
    chart = rank_chart([[(0, 5), (500, 5)]], rank=2)
    assert chart.goal == TOP
    assert chart.ys[0].words == "2"


def test_ticks_are_few_and_round():
    chart = rank_chart([[(0, 129), (104_000, 79)]], rank=79)
    assert [tick.words for tick in chart.ys] == ["79", "100", "120"]
    assert [tick.words for tick in chart.xs] == ["0", "50,000", "100,000"]
    assert all(TOP <= tick.at <= HEIGHT for tick in chart.ys)


def test_an_attack_that_ended_at_once_can_be_drawn():
    assert rank_chart([[(0, 1)]], rank=1).lines == (f"{LEFT:g},{TOP:g}",)
