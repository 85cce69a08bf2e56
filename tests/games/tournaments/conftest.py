"""Three models of Connect Four that always take the same column."""

import pytest

from tests.arena.scene import add_contestant


@pytest.fixture
def three(db, settings):
    """Each has a column of its own, so whoever begins has four in it first."""
    settings.SCRIPTED_ROUTES = True
    return [
        add_contestant(slug, text=f'{{"column": "{column}"}}')
        for slug, column in (("ajax", 1), ("hektor", 2), ("paris", 3))
    ]
