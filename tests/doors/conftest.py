"""A bank with its people, and clients that are logged in as them."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from django.core.cache import cache
from django.test import Client
from rest_framework.test import APIClient

from branches import live
from branches.models import Staff
from branches.rules import Role
from tests.people import Bank, found_bank, hire


@pytest.fixture
def bank(db: None) -> Bank:
    """Amira at counter W1, Carla their manager, a lobby display."""
    return found_bank()


@pytest.fixture
def other_bank(db: None) -> Bank:
    """Where Dov works, who must see nothing of the first."""
    return found_bank(slug="other")


@pytest.fixture
def office(bank: Bank) -> Staff:
    """A person of the head office."""
    return hire("Hedda", None, Role.HEAD_OFFICE, bank.branch.organisation)


@pytest.fixture
def login() -> Callable[[Staff], APIClient]:
    """A client of the API with a person's session; CSRF is tested by itself."""

    def as_(staff: Staff) -> APIClient:
        client = APIClient()
        client.force_login(staff.user)
        return client

    return as_


@pytest.fixture
def browser_of() -> Callable[[Staff], Client]:
    """A plain browser with a person's session."""

    def as_(staff: Staff) -> Client:
        client = Client()
        client.force_login(staff.user)
        return client

    return as_


@pytest.fixture
async def empty_house() -> AsyncIterator[None]:
    """Whatever a test of sockets leaves behind is put away, in the loop it lived in."""
    yield
    for feed in list(live._feeds.values()):
        feed.stop()
    live._feeds.clear()
    await asyncio.sleep(0.05)


@pytest.fixture(autouse=True)
def no_counted_guesses() -> None:
    """Wrong passwords of one test do not lock out the next."""
    cache.clear()
