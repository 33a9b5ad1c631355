"""The branches that most tests work at."""

import pytest

from tests.people import Bank, found_bank


@pytest.fixture
def alone(db: None) -> Bank:
    """One counter, one teller: every break closes the branch."""
    return found_bank(1)


@pytest.fixture
def pair(db: None) -> Bank:
    """Two counters of one queue, a teller rostered at each."""
    return found_bank(2)
