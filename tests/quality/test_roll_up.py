"""The sums of days and months: counted at night, once, anew where more is said of a day."""

from datetime import date, datetime, timedelta

import pytest

from branches.events import record
from branches.models import Branch, Event
from breaks import actions
from breaks.models import Commitment
from quality.actions.figures import roll_up, roll_up_days, roll_up_due
from quality.models import Case, Tally
from quality.queries.reports import Asked, report
from queueapp.models import CounterSession, Ticket
from tests.people import DAY, Bank, at, found_bank
from tests.quality.handlog import Log

pytestmark = pytest.mark.django_db
NEXT = DAY + timedelta(days=1)


def rows(branch: Branch, span: str, since: date) -> dict[tuple[str, str], dict[str, float]]:
    found = Tally.objects.filter(branch=branch, span=span, since=since)
    return {(scope, key): c for scope, key, c in found.values_list("scope", "key", "counts")}


def whole(branch: Branch, span: str, since: date) -> dict[str, float]:
    return rows(branch, span, since)[("branch", "")]


def waited(bank: Bank, issued: datetime, called: datetime, pk: int) -> None:
    """A client who was called some time after the number was issued."""
    day, seat = issued.date(), CounterSession.objects.get(staff=bank.tellers[0])
    ticket = Ticket(pk=pk, queue=bank.queue, day=day, code=f"A{pk}", issued_at=issued)
    record(bank.branch, "ticket.issued", now=issued, subject=ticket)
    ticket.session, ticket.called_at, ticket.state = seat, called, "called"
    record(bank.branch, "ticket.called", now=called, subject=ticket, by=seat.staff)


@pytest.fixture
def bank(alone: Bank) -> Bank:
    actions.open_session(alone.counters[0].pk, staff=alone.tellers[0], now=at("08:00"))
    return alone


def test_a_day_is_kept_per_branch_counter_person_and_hour(bank: Bank) -> None:
    waited(bank, at("10:00"), at("10:07"), 1)
    waited(bank, at("11:00"), at("11:21"), 2)
    roll_up(bank.branch, DAY, now=at("18:00"))
    kept = rows(bank.branch, "day", DAY)
    mine = {"k11.den": 2, "k11.num": 1, "k11.wait.70": 1, "k11.wait.210": 1}
    for scope in (
        ("branch", ""),
        ("counter", str(bank.counters[0].pk)),
        ("person", str(bank.tellers[0].pk)),
    ):
        assert {m: n for m, n in kept[scope].items() if m.startswith("k11")} == mine
    assert kept[("hour", "11")]["k11.wait.210"] == 1
    assert "k11.wait.70" not in kept[("hour", "11")]


def test_a_second_time_writes_the_same_and_what_is_gone_goes(bank: Bank) -> None:
    waited(bank, at("10:00"), at("10:07"), 1)
    roll_up(bank.branch, DAY, now=at("00:01", NEXT))
    first = list(Tally.objects.order_by("pk").values_list("pk", "scope", "key", "counts"))
    version = Branch.objects.get(pk=bank.branch.pk).version
    # a row that no count stands behind any more
    Tally.objects.create(
        branch=bank.branch, span="day", since=DAY, scope="reason", key="old", made_at=at("18:00")
    )
    roll_up(bank.branch, DAY, now=at("00:11", NEXT))
    assert list(Tally.objects.order_by("pk").values_list("pk", "scope", "key", "counts")) == first
    assert Branch.objects.get(pk=bank.branch.pk).version == version


def test_a_month_is_the_sum_of_its_days(bank: Bank) -> None:
    waited(bank, at("10:00"), at("10:07"), 1)
    waited(bank, at("10:00", NEXT), at("10:07", NEXT), 2)
    april = date(2027, 4, 1)
    waited(bank, at("10:00", april), at("10:07", april), 3)
    roll_up_days(bank.branch, [DAY, NEXT, april], now=at("18:00", april))
    march = whole(bank.branch, "month", date(2027, 3, 1))
    assert (march["k11.den"], march["k11.wait.70"]) == (2, 2)
    assert whole(bank.branch, "month", april)["k11.den"] == 1
    # one day counted anew leaves the other in the sum
    roll_up(bank.branch, NEXT, now=at("18:00", april))
    assert whole(bank.branch, "month", date(2027, 3, 1)) == march


def test_the_night_counts_every_day_that_ended_once(bank: Bank) -> None:
    waited(bank, at("10:00"), at("10:07"), 1)
    # the day is not over
    assert roll_up_due(at("23:59:59")) == 0
    # three days went by while nobody counted
    later = DAY + timedelta(days=3)
    waited(bank, at("10:00", later), at("10:07", later), 2)
    assert roll_up_due(at("00:01", later)) == 3
    assert whole(bank.branch, "day", DAY)["k11.den"] == 1
    # nothing happened there: a row without a count says that it was looked at
    assert "k11.den" not in whole(bank.branch, "day", NEXT)
    assert roll_up_due(at("00:11", later)) == 0
    assert not Tally.objects.filter(span="day", since=later).exists()
    assert roll_up_due(at("00:01", later + timedelta(days=1))) == 1


def test_a_day_looked_at_before_it_was_over_is_counted_at_night(bank: Bank) -> None:
    roll_up(bank.branch, DAY, now=at("09:00"))
    waited(bank, at("10:00"), at("10:07"), 1)
    assert roll_up_due(at("00:01", NEXT)) == 1
    assert whole(bank.branch, "day", DAY)["k11.den"] == 1


def test_a_day_waits_for_the_end_of_its_last_shift(bank: Bank) -> None:
    shift = bank.branch.shifts.get()
    shift.starts_at, shift.ends_at = at("20:00"), at("04:00", NEXT)
    shift.save(update_fields=["starts_at", "ends_at"])
    assert roll_up_due(at("03:59", NEXT)) == 0
    assert roll_up_due(at("04:00", NEXT)) == 1
    # worked past midnight: a shift of its own day, with all its minutes
    assert whole(bank.branch, "day", DAY)["k5.den"] == 1
    assert whole(bank.branch, "day", DAY)["k5a.den"] == 480


def test_what_is_said_later_of_a_day_counts_on_that_day(bank: Bank) -> None:
    """A case counts on the day it was opened (K13) and on the day it was due (K14), a commitment
    on the day it was due; an answer changes those days, not the one on which it is given."""
    branch, due = bank.branch, at("16:00", NEXT)
    case = Case(
        pk=1,
        kind="complaint",
        source="counter",
        opened_at=at("10:00"),
        due_at=due,
        first_due_at=due,
    )
    record(branch, "case.opened", now=at("10:00"), subject=case)
    assert roll_up_due(at("00:01", NEXT)) == 1
    assert "k13.cause.tone" not in whole(branch, "day", DAY)
    # the next day it is understood, and answered a minute late
    case.cause = "tone"
    record(branch, "case.clarified", now=at("09:00", NEXT), subject=case)
    case.answered_at = at("16:01", NEXT)
    record(branch, "case.answered", now=at("16:01", NEXT), subject=case)
    assert roll_up_due(at("00:01", NEXT + timedelta(days=1))) == 2
    assert whole(branch, "day", DAY)["k13.cause.tone"] == 1
    due_day = whole(branch, "day", NEXT)
    assert (due_day["k14.den"], due_day.get("k14.num", 0), due_day["k15.den"]) == (1, 0, 1)
    # what was owed for that day is given up by its client two days later
    owed = Commitment(
        pk=1,
        kind="case_answer",
        state="kept_late",
        made_at=at("10:00"),
        due_at=due,
        original_due_at=due,
        ended_at=at("10:00", NEXT + timedelta(days=2)),
    )
    record(branch, "commitment.kept", now=at("10:00", NEXT + timedelta(days=2)), subject=owed)
    roll_up_due(at("00:01", NEXT + timedelta(days=3)))
    due_day = whole(branch, "day", NEXT)
    assert (due_day["k9.case_answer.den"], due_day.get("k9.case_answer.num", 0)) == (1, 0)
    third = whole(branch, "day", NEXT + timedelta(days=2))
    assert not [m for m in third if m.startswith(("k9", "k14"))]


def test_a_branch_whose_day_cannot_be_told_keeps_no_other_from_its_turn(bank: Bank) -> None:
    broken = found_bank(1, slug="other").branch
    waited(bank, at("10:00"), at("10:07"), 1)
    ticket = Ticket(pk=9, queue=bank.queue, day=DAY, code="A9", issued_at=at("10:00"))
    record(broken, "ticket.issued", now=at("10:00"), subject=ticket)
    Branch.objects.filter(pk=broken.pk).update(time_zone="Nowhere/Else")
    assert roll_up_due(at("00:01", NEXT)) == 1


def test_opening_hours_end_where_the_branch_closed_early(bank: Bank) -> None:
    bank.branch.opening_hours = {"wed": [["09:00", "17:00"]]}
    bank.branch.save(update_fields=["opening_hours"])
    record(bank.branch, "screens.back", now=at("08:00"), zone="main")
    actions.close_branch(bank.branch.pk, by=bank.carla, now=at("13:00"))
    roll_up(bank.branch, DAY, now=at("18:00"))
    # four hours of eight
    assert whole(bank.branch, "day", DAY)["k2a.den"] == 240


def test_without_opening_hours_the_doors_are_open_while_somebody_is_rostered(bank: Bank) -> None:
    record(bank.branch, "screens.back", now=at("07:00"), zone="main")
    roll_up(bank.branch, DAY, now=at("18:00"))
    # 8:00 to 16:30
    assert whole(bank.branch, "day", DAY)["k2a.den"] == 510


def write(bank: Bank, log: Log) -> None:
    """A day written by hand, as the log of a branch: its people and counter are the bank's."""
    mine = {"staff": bank.tellers[0].pk, "counter": bank.counters[0].pk, "queue": bank.queue.pk}
    for event in log.events:
        own = {name: mine[name] for name in mine if event.facts.get(name)}
        last = Event.objects.order_by("number").filter(branch=bank.branch).last()
        Event.objects.create(
            branch=bank.branch,
            number=(last.number if last else 0) + 1,
            kind=event.kind,
            at=event.at,
            subject=event.subject,
            subject_id=event.subject_id,
            data=event.data,
            facts={**event.facts, **own},
        )


def test_the_bank_of_the_anecdote_as_it_happened_reports_no_compliance(alone: Bank) -> None:
    """2.1: lunch announced at 12:20 for 12:25, closed in the client's face at 12:30 till 13:00."""
    log = Log()
    log.as_it_happened_at_the_bank()
    write(alone, log)
    roll_up_due(at("00:01", NEXT))
    told = report(Asked((alone.branch.pk,), DAY, DAY))
    values = {r.reading.figure.key: r.reading.value for r in told}
    # S − notice is five minutes, though A − notice is ten; one client stranded; nobody waited less
    assert (values["k1"], values["k7"], values["k11"]) == (0, 1, 60)
    # begun five minutes after the shown start: punctual all the same; no promise was given
    assert (values["k3"], values["k9"]) == (100, None)
