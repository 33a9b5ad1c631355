"""The office's page of told waits: who may see it, and what stands on it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from branches.models import Staff
from breaks.models import WaitLearning
from tests.doors.test_desk_pages import Tags
from tests.ledger import rest, waited
from tests.people import Bank, at

Browser = Callable[[Staff], Client]
PATH = "/office/waits/"


@pytest.fixture(autouse=True)
def afternoon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("15:00"))


def test_the_page_has_every_number_of_its_pictures_in_tables(
    bank: Bank, browser_of: Browser
) -> None:
    break_ = rest(bank, "12:00")
    for clock, wait, p in (("09:00", 15, 0.95), ("11:50", 25, 0.4), ("11:55", 15, 0.2)):
        waited(bank, clock, wait, before_p=p, break_ref=break_, break_at=break_.starts_at)
    learned = {"learned_at": at("14:30"), "services": 80, "coverage": 0.6, "counted": 200}
    WaitLearning.objects.create(branch=bank.branch, state="drifting", **learned)
    page = browser_of(bank.carla).get(PATH).content.decode()
    assert "Drifting: 60\u00a0% of the last 200 clients" in page
    assert "Clients called inside the range" in page
    assert "of all 3 ranges told until their calls 67\u00a0% held" in page
    for row in (
        '<th scope="row">11:00</th><td class="right digits">2</td>',
        '<th scope="row">0–15 min</th><td class="right digits">2</td>',
        '<th scope="row">90–100\u00a0%</th><td class="right digits">1</td>',
    ):
        assert row in page, row
    found = Tags(page)
    assert len([a for tag, a in found.tags if tag == "svg" and a["role"] == "img"]) == 3
    assert len([tag for tag, _ in found.tags if tag == "table"]) == 3
    # the policy allows neither
    assert not found.inline
    assert not [a for _, a in found.tags if "style" in a or any(k.startswith("on") for k in a)]
    assert bank.tellers[0].name not in page


def test_an_empty_ledger_is_said_in_words(bank: Bank, browser_of: Browser) -> None:
    page = browser_of(bank.carla).get(PATH).content.decode()
    assert "Learning: 0 of 60 services seen" in page
    assert "has been called yet" in page
    assert "<svg" not in page


def test_only_managers_see_the_page_and_odd_days_are_the_usual_ones(
    bank: Bank, other_bank: Bank, browser_of: Browser
) -> None:
    here = f"{PATH}?branch={bank.branch.pk}"
    assert browser_of(bank.tellers[0]).get(here).status_code == 403
    assert browser_of(other_bank.carla).get(here).status_code == 404
    assert Client().get(here).status_code == 302
    carla = browser_of(bank.carla)
    usual = "18 February to 3 March 2027"
    for days in ("x", "-1", "0", "9" * 30):
        assert usual in carla.get(here, {"branch": bank.branch.pk, "days": days}).content.decode()
    most = carla.get(here, {"branch": bank.branch.pk, "days": "400"}).content.decode()
    assert "4 December 2026 to 3 March 2027" in most


def test_more_told_costs_the_page_no_more_queries(bank: Bank, browser_of: Browser) -> None:
    carla = browser_of(bank.carla)
    with CaptureQueriesContext(connection) as few:
        carla.get(PATH)
    for n in range(3):
        waited(bank, f"1{n}:00", 15, before_p=0.5, break_ref=rest(bank, f"1{n}:30"))
    with CaptureQueriesContext(connection) as many:
        carla.get(PATH)
    assert len(many) == len(few)
