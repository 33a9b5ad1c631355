"""However much happens in one transaction, the screens are nudged once, and nothing stops at it."""

import pytest
from django.db import connection, transaction

from branches import events
from branches.events import record
from tests.people import Bank, at, found_bank


@pytest.fixture
def bank(transactional_db: None) -> Bank:
    return found_bank()


class Broken:
    """A connection to Redis that fails as nobody expects."""

    def publish(self, *_: object) -> None:
        raise ValueError("no such thing")


def test_what_happens_together_is_one_nudge(bank: Bank) -> None:
    with transaction.atomic():
        for kind in ("ticket.done", "ticket.called"):
            record(bank.branch, kind, now=at("09:00"))
        assert len(connection.run_on_commit) == 1


def test_what_is_taken_back_takes_its_nudge_along(bank: Bank) -> None:
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            record(bank.branch, "ticket.done", now=at("09:00"))
            raise ZeroDivisionError
        assert not connection.run_on_commit
        record(bank.branch, "ticket.done", now=at("09:00"))
        assert len(connection.run_on_commit) == 1


def test_a_nudge_that_fails_stops_nothing_behind_it(
    bank: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_publisher", Broken())
    after: list[str] = []
    with transaction.atomic():
        record(bank.branch, "ticket.done", now=at("09:00"))
        transaction.on_commit(lambda: after.append("the phone of an alarm"))
    assert after == ["the phone of an alarm"]
