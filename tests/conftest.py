"""The branches that most tests work at."""

import pytest
from django.conf import settings

from tests.people import Bank, found_bank

# one house and one browser for every folder: a fixture that stood in two places would be two
from tests.running import browser, context, house, opens, page, pictures  # noqa: F401


def pytest_configure() -> None:
    """A cheap hash: a real one costs every person of a test a third of a second."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def alone(db: None) -> Bank:
    """One counter, one teller: every break closes the branch."""
    return found_bank(1)


@pytest.fixture
def pair(db: None) -> Bank:
    """Two counters of one queue, a teller rostered at each."""
    return found_bank(2)
