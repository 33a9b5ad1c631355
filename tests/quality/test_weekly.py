"""The weekly letter to the managers: what stands in it, and that it comes once."""

import smtplib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from branches.models import Event
from quality.actions.weekly import mail_week, mail_weeks
from quality.models import Tally
from tests.people import Bank, found_bank

MONDAY = date(2027, 3, 1)
DAY = timedelta(days=1)
# the Monday after, at six in Budapest
NOW = datetime(2027, 3, 8, 5, tzinfo=UTC)


@pytest.fixture
def counted(pair: Bank) -> Bank:
    """A manager with an address, and two weeks summed up."""
    pair.carla.user.email = "carla@bank.example"
    pair.carla.user.save(update_fields=["email"])
    tally(pair, MONDAY - 7 * DAY, {"k1.num": 6, "k1.den": 8})
    tally(pair, MONDAY, {"k1.num": 9, "k1.den": 10, "k3.num": 10, "k3.den": 10})
    tally(pair, MONDAY + 6 * DAY, {})
    return pair


def tally(bank: Bank, since: date, counts: dict[str, float]) -> None:
    row = {"span": "day", "scope": "branch", "since": since, "made_at": NOW}
    Tally.objects.create(branch=bank.branch, counts=counts, **row)


def mailed(bank: Bank) -> list[str]:
    rows = Event.objects.filter(branch=bank.branch, kind__startswith="report.")
    return list(rows.order_by("number").values_list("kind", flat=True))


def test_the_letter_sets_the_week_beside_the_one_before(counted: Bank) -> None:
    assert mail_weeks(NOW) == 1
    [letter] = mail.outbox
    assert letter.bcc == ["carla@bank.example"]
    assert letter.to == []
    assert "01.03.2027" in letter.subject
    # 9 of 10 against 6 of 8; the target of 100 % is missed
    line = "! K1 Notice compliance: 90.0\u00a0% (9 of 10); before 75.0\u00a0%; target 100\u00a0%"
    assert line in letter.body.splitlines()
    assert (
        "  K3 Start punctuality: 100.0\u00a0% (10 of 10); before –; target ≥ 95\u00a0%"
        in letter.body
    )
    # of nothing there is no line, and of nobody a word
    assert "K14" not in letter.body
    for person in (*counted.tellers, counted.carla):
        assert person.name not in letter.body


def test_a_week_is_mailed_once_however_often_it_is_asked(counted: Bank) -> None:
    assert [mail_week(counted.branch, now=NOW + n * DAY) for n in range(3)] == [True, False, False]
    assert len(mail.outbox) == 1
    event = Event.objects.get(branch=counted.branch, kind="report.mailed")
    assert event.data == {"week": "2027-03-01", "readers": 1}


def test_a_week_waits_until_its_last_day_is_counted(counted: Bank) -> None:
    Tally.objects.filter(since=MONDAY + 6 * DAY).delete()
    assert mail_week(counted.branch, now=NOW) is False
    assert mailed(counted) == []


def test_a_branch_without_readers_is_not_marked_as_mailed(counted: Bank) -> None:
    counted.carla.user.email = ""
    counted.carla.user.save(update_fields=["email"])
    assert mail_week(counted.branch, now=NOW) is False
    assert mailed(counted) == []


def test_a_refused_letter_is_tried_again(counted: Bank, settings: Any) -> None:
    settings.EMAIL_BACKEND = "tests.quality.test_weekly.Refusing"
    assert mail_week(counted.branch, now=NOW) is False
    assert mailed(counted) == ["report.mailed", "report.mail_failed"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert mail_week(counted.branch, now=NOW) is True
    assert mail_week(counted.branch, now=NOW) is False
    assert len(mail.outbox) == 1


class Refusing:
    """A mail server that takes nothing."""

    def __init__(self, **_: object) -> None: ...

    def send_messages(self, _: object) -> int:
        raise smtplib.SMTPServerDisconnected("gone")


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_sends_it() -> None:
    bank = found_bank(1)
    bank.carla.user.email = "carla@bank.example"
    bank.carla.user.save(update_fields=["email"])
    tally(bank, MONDAY + 6 * DAY, {"k1.num": 1, "k1.den": 1})

    def send(_: int) -> bool:
        try:
            return mail_week(bank.branch, now=NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as hands:
        assert sorted(hands.map(send, range(4))) == [False, False, False, True]
    assert len(mail.outbox) == 1


def test_one_branch_that_fails_keeps_no_other_from_its_letter(
    counted: Bank, caplog: pytest.LogCaptureFixture
) -> None:
    broken = found_bank(1, slug="broken")
    broken.carla.user.email = "other@bank.example"
    broken.carla.user.save(update_fields=["email"])
    # sums that are no numbers
    tally(broken, MONDAY + 6 * DAY, {"k1.num": "x", "k1.den": 1})  # type: ignore[dict-item]
    assert mail_weeks(NOW) == 1
    assert "could not be mailed" in caplog.text
    assert mailed(broken) == []
