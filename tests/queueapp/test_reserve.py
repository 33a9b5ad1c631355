"""Numbers that kiosks hold for a cut connection: no double, no hole, nobody overtaken."""

from datetime import timedelta
from typing import Any

import pytest

from branches.errors import Refused
from branches.models import Branch, Device, hash_token
from branches.rules import DeviceKind
from breaks import actions
from breaks.actions import Slip
from queueapp.actions import reserve_numbers
from queueapp.models import QueueDay, ReservedNumber, Ticket
from queueapp.queries import Reserve, reserves_of
from queueapp.rules import RESERVE, numbers_to_reserve, seniority, wastes_numbers
from tests.breaks.test_races import at_once
from tests.invariants import check_now
from tests.morning import call, done, fresh, planned, prove, sit, take, tick, told
from tests.people import DAY, Bank, at, found_bank, minutes

HOURS = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def kiosk(bank: Bank, name: str = "Door") -> Device:
    return Device.objects.create(
        branch=bank.branch, kind=DeviceKind.KIOSK, name=name, token_hash=hash_token(name)
    )


def slip(row: ReservedNumber, clock: str, **more: Any) -> Slip:
    facts = {"queue": row.queue_id, "number": row.number, "token": row.token}
    return Slip(**{**facts, "taken_at": at(clock), **more})


def report(device: Device, *slips: Slip, now: str) -> list[Any]:
    """The tickets, or the codes of the refusals, in the order of their taking."""
    became = actions.take_offline(device, slips, now=at(now))
    return [t.code if isinstance(t, Refused) else t for _, t in became]


@pytest.mark.parametrize(
    ("last", "lowest", "held", "unused", "numbers"),
    [
        (0, None, 0, 0, (999, 970)),
        (0, 970, 0, 0, (969, 940)),
        (0, 970, 15, 15, (969, 955)),
        (0, 970, 30, 30, None),
        # a kiosk that lost its store again and again
        (0, 880, 0, 120, None),
        (0, 880, 0, 110, (879, 870)),
        # the usual series comes near
        (790, None, 0, 0, (999, 991)),
        (799, None, 0, 0, None),
        (950, None, 0, 0, None),
    ],
)
def test_numbers_are_laid_aside_from_the_top(
    last: int, lowest: int | None, held: int, unused: int, numbers: tuple[int, int] | None
) -> None:
    found = numbers_to_reserve(last=last, lowest=lowest, held=held, unused=unused)
    assert ((found[0], found[-1]) if found else None) == numbers


@pytest.mark.parametrize(
    ("left", "asked", "tells"),
    [
        (120, 1, False),
        (40, 5, False),
        (39, 2, True),
        (0, 4, True),
        (120, 6, True),
        # it is the queue that has no room for more
        (9, 1, False),
    ],
)
def test_a_kiosk_that_forgets_what_it_has_is_told_of(left: int, asked: int, tells: bool) -> None:
    assert wastes_numbers(left, asked) is tells


def test_what_is_left_of_a_kiosks_day(pair: Bank) -> None:
    """It lost its store twice: what it had is neither given back nor given out again."""
    door, hall = kiosk(pair), kiosk(pair, "Hall")
    for clock in ("09:00", "09:10"):
        used = reserve_numbers(door, held={}, now=at(clock))[0]
    reserve_numbers(hall, held={}, now=at("09:20"))
    report(door, slip(used, "09:15"), now="09:30")
    assert reserves_of(pair.branch, at("10:00")) == {
        door.pk: Reserve(left=61, asked=2),
        hall.pk: Reserve(left=90, asked=1),
    }
    # the usual series has come near to the three times thirty
    QueueDay.objects.update_or_create(queue=pair.queue, day=DAY, defaults={"last_number": 700})
    assert reserves_of(pair.branch, at("10:00"))[hall.pk].left == 9
    assert reserves_of(pair.branch, at("10:00") + timedelta(days=1)) == {}


@pytest.mark.parametrize(
    ("taken", "since"), [("08:00", "09:00"), ("09:20", "09:20"), ("11:00", "10:00")]
)
def test_no_kiosks_clock_puts_anybody_ahead(taken: str, since: str) -> None:
    assert seniority(at(taken), reserved_at=at("09:00"), now=at("10:00")) == at(since)


def test_who_came_first_is_first(pair: Bank) -> None:
    """T2: between two numbers taken at a kiosk that was not cut off."""
    device = kiosk(pair)
    rows = reserve_numbers(device, held={}, now=at("09:00"))
    assert [r.number for r in rows] == list(range(999, 969, -1))
    early, late = take(pair, "09:01"), take(pair, "09:03")
    [middle] = report(device, slip(rows[0], "09:02", language="hu"), now="09:10")
    assert (middle.code, middle.language, middle.source) == ("A999", "hu", "kiosk")
    session = sit(pair)
    called = []
    for _ in range(3):
        called.append(call(session, "09:11").code)
        actions.start_service(session.pk, now=at("09:11"))
        done(session, "09:12")
    assert called == [early.code, "A999", late.code]
    assert [take(pair, "09:13").code for _ in range(2)] == ["A003", "A004"]
    check_now(pair.branch, at("09:13"))


def test_a_number_becomes_one_ticket_however_often_it_is_reported(pair: Bank) -> None:
    device = kiosk(pair)
    row = reserve_numbers(device, held={}, now=at("09:00"))[0]
    [first] = report(device, slip(row, "09:02"), now="09:10")
    [again] = report(device, slip(row, "09:05"), now="09:20")
    assert (again.pk, again.issued_at) == (first.pk, at("09:02"))
    assert [e.data["code"] for e in told(pair, "ticket.issued")] == ["A999"]


def test_a_refused_number_keeps_no_other_back(pair: Bank) -> None:
    device, other, old = (kiosk(pair, name) for name in ("Door", "Hall", "Old"))
    rows = [reserve_numbers(d, held={}, now=at("09:00"))[0] for d in (device, other, old)]
    Device.objects.filter(pk=old.pk).update(retired_at=at("09:30"))
    yesterday = ReservedNumber.objects.create(
        device=device,
        queue=pair.queue,
        day=DAY - timedelta(days=1),
        number=999,
        reserved_at=at("08:00"),
    )
    slips = [
        slip(rows[0], "09:01"),
        slip(rows[0], "09:02", token="guessed"),
        slip(rows[1], "09:03"),
        slip(rows[2], "09:04"),
        slip(yesterday, "09:05"),
    ]
    ticket, *refusals = report(device, *slips, now="10:00")
    assert ticket.code == "A999"
    assert refusals == ["unknown_number", "unknown_number", "kiosk_retired", "wrong_day"]
    assert Ticket.objects.count() == 1


def test_a_promise_stays_when_an_earlier_client_is_heard_of(alone: Bank) -> None:
    """F12: served before the break stands, though somebody older joins the line."""
    device = kiosk(alone)
    row = reserve_numbers(device, held={}, now=at("09:00"))[0]
    break_ = planned(alone, "12:30")
    tick("12:15")
    prove(alone, break_, "12:15")
    sit(alone)
    promised = [take(alone, "12:16"), take(alone, "12:17")]
    kinds = [t.promise.kind for t in map(fresh, promised)]
    assert kinds == ["before", "before"]
    [older] = report(device, slip(row, "12:10"), now="12:20")
    assert [t.promise.kind for t in map(fresh, promised)] == kinds
    assert fresh(older).promise.kind in ("before", "after")
    check_now(alone.branch, at("12:20"))


@pytest.mark.parametrize("how", ["hours", "early"])
def test_a_number_heard_of_after_closing_time_is_recorded_and_expires(pair: Bank, how: str) -> None:
    """T11: no number is lost, and nobody waits for nothing."""
    device = kiosk(pair)
    row, later = reserve_numbers(device, held={}, now=at("09:00"))[:2]
    if how == "hours":
        Branch.objects.filter(pk=pair.branch.pk).update(opening_hours=HOURS)
        now = "17:05"
    else:
        actions.close_branch(pair.branch.pk, by=pair.carla, now=at("14:00"))
        now = "14:10"
    became = report(device, slip(row, "13:50"), slip(later, now), now=now)
    assert [(t.code, t.state) for t in became] == [("A999", "expired"), ("A998", "expired")]


def test_a_number_heard_of_while_somebody_serves_on_is_still_called(pair: Bank) -> None:
    Branch.objects.filter(pk=pair.branch.pk).update(opening_hours=HOURS)
    device = kiosk(pair)
    row = reserve_numbers(device, held={}, now=at("10:00"))[0]
    session = sit(pair, clock="16:00")
    [ticket] = report(device, slip(row, "16:55"), now="17:05")
    assert ticket.state == "waiting"
    assert call(session, "17:06").code == "A999"


def test_a_busy_queue_goes_on_behind_the_reserve(pair: Bank) -> None:
    """The usual series meets the numbers of a kiosk: nobody is refused, and none is given twice."""
    device = kiosk(pair)
    reserve_numbers(device, held={}, now=at("09:00"))
    QueueDay.objects.create(queue=pair.queue, day=DAY, last_number=968)
    codes = [take(pair, "16:00").code for _ in range(3)]
    assert codes == ["A969", "A1000", "A1001"]


@pytest.mark.django_db(transaction=True)
def test_two_kiosks_and_the_usual_numbers_at_once_make_no_double_and_no_gap() -> None:
    bank = found_bank(2)
    doors = [kiosk(bank, name) for name in ("Door", "Hall")]

    def cut_off(device: Device) -> None:
        rows = reserve_numbers(device, held={}, now=at("09:00"))
        for row in rows[:8]:
            # twice each, as after an answer that was lost
            for _ in range(2):
                report(device, slip(row, "09:01"), now="09:02")
        reserve_numbers(device, held={bank.queue.pk: RESERVE - 8}, now=at("09:02"))

    def usual() -> None:
        for _ in range(10):
            take(bank, "09:01")

    acts = [*(lambda d=d: cut_off(d) for d in doors), usual, usual]  # type: ignore[misc]
    assert at_once(*acts) == [None] * 4
    usual_numbers = Ticket.objects.filter(reserved=None).order_by("number")
    assert list(usual_numbers.values_list("number", flat=True)) == list(range(1, 21))
    assert Ticket.objects.exclude(reserved=None).count() == 16
    assert Ticket.objects.values("code").distinct().count() == 36
    laid = sorted(ReservedNumber.objects.values_list("number", flat=True))
    assert laid == list(range(1000 - 2 * (RESERVE + 8), 1000))
    check_now(fresh(bank.branch), at("09:02") + minutes(1))
