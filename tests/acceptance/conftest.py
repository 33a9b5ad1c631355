"""The branches that most acceptance tests work at (the house stands in tests/running.py)."""

import pytest

from tests.stories.bank import Opens, Story


@pytest.fixture
def alone(opens: Opens) -> Story:
    """One counter, one teller: every break closes the branch."""
    return opens()


@pytest.fixture
def pair(opens: Opens) -> Story:
    """Two counters of one queue, a teller rostered at each."""
    return opens(counters=2, tellers=2)
