"""Every ink on every ground, in light and in dark, by the formula of WCAG 2.2 (1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text()
PAIR = r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);"
COLOURS = {name: {"light": light, "dark": dark} for name, light, dark in re.findall(PAIR, TOKENS)}
GROUNDS = ["paper", "surface", "sunk", "a-wash", "b-wash"]
INKS = ["ink", "ink-soft", "a", "a-ink", "b", "b-ink", "good", "warn", "bad"]
BORDERS = ["edge", "a", "b", "good", "warn", "bad"]


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_black_on_white_is_twenty_one_to_one():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", INKS)
def test_text_can_be_read(ink, ground, theme):
    assert contrast(COLOURS[ink][theme], COLOURS[ground][theme]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("border", BORDERS)
def test_borders_that_mean_something_can_be_seen(border, ground, theme):
    assert contrast(COLOURS[border][theme], COLOURS[ground][theme]) >= 3
