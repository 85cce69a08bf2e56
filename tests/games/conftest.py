"""A small house of games for tests: one scripted model, and a match under way."""

import pytest

from tests.arena.scene import add_contestant


@pytest.fixture
def model(db, settings):
    """A contestant that asks the same question whatever happens."""
    settings.SCRIPTED_ROUTES = True
    return add_contestant("oracle", text='{"question": "Is it alive?"}')
