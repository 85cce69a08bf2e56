"""The curve of first appearances as a drawing: by which turn a model has not thought of it yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ranking.charts.lines import band, polyline
from ranking.charts.plot import Plot
from ranking.charts.scale import Scale, Tick

HEIGHT = 240.0
BOTTOM = 196.0


@dataclass(frozen=True)
class Step:
    """At a turn: the chance, in 0..1, that it has not come up by then; how many still looked."""

    turn: int
    missing: float
    low: float
    high: float
    num_looking: int


@dataclass(frozen=True, kw_only=True)
class CurveChart(Plot):
    """A line that falls in steps, with the band of its 95 % limits."""

    steps: list[Step]
    points: str
    area: str
    mean_of_hits: float | None
    miss_rate: float
    num_sessions: int
    height: float = HEIGHT
    bottom: float = BOTTOM


def curve_of(found: Mapping[str, Any] | None) -> CurveChart | None:
    """found: as games/analysis/first_appearance.py gives it; None where it never came up."""
    if not found or not found["curve"]["turns"]:
        return None
    curve = found["curve"]
    columns = (curve[name] for name in ("turns", "missing", "lows", "highs", "num_looking"))
    steps = [Step(*row) for row in zip(*columns, strict=True)]
    last = max(steps[-1].turn + 1, 5)
    x = Scale(0.0, float(last), CurveChart.left, CurveChart.right)
    y = Scale(0.0, 1.0, BOTTOM, CurveChart.top)
    xs, lows, highs, line = [x.place(0)], [y.place(1)], [y.place(1)], [y.place(1)]
    for step in steps:
        xs += [x.place(step.turn)] * 2
        for places, value in ((line, step.missing), (lows, step.low), (highs, step.high)):
            places += [places[-1], y.place(value)]
    xs.append(x.place(last))
    for places in (line, lows, highs):
        places.append(places[-1])
    return CurveChart(
        steps=steps,
        points=polyline(list(zip(xs, line, strict=True))),
        area=band(xs, lows, highs),
        mean_of_hits=found["mean_of_hits"],
        miss_rate=found["miss_rate"],
        num_sessions=found["num_sessions"],
        x_ticks=x.ticks(),
        y_ticks=[Tick(y.place(share), f"{100 * share:.0f} %") for share in (0.0, 0.5, 1.0)],
    )
