"""The branch closes early (3.9 no. 14, F48), a shift gets other hours (3.9 no. 9, F47)."""

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from branches.models import Staff
from breaks import actions
from breaks.models import BreakPolicy, Commitment
from queueapp.models import Shift, Ticket
from tests.invariants import check_now
from tests.morning import (
    call,
    done,
    draft,
    fresh,
    planned,
    proven,
    publish,
    refused,
    serve,
    sit,
    take,
    tick,
    told,
)
from tests.people import DAY, Bank, at, found_bank

pytestmark = pytest.mark.django_db
TOMORROW = DAY + timedelta(days=1)


def close(bank: Bank, clock: str, **more: Any) -> Any:
    more.setdefault("call_back_at", at("09:00", TOMORROW))
    return actions.close_branch(bank.branch.pk, by=bank.carla, now=at(clock), **more)


def ask(person: Staff | None, method: str, address: str, **body: object) -> Any:
    client = APIClient()
    if person:
        client.force_login(person.user)
    return getattr(client, method)(f"/api/v1/{address}", body, format="json")


@pytest.fixture
def hours(alone: Bank) -> Bank:
    days = ("mon", "tue", "wed", "thu", "fri")
    alone.branch.opening_hours = {day: [["08:00", "17:00"]] for day in days}
    alone.branch.save(update_fields=["opening_hours"])
    return alone


def test_after_an_early_closing_no_number_is_given_out_today(hours: Bank) -> None:
    close(hours, "11:00", note="Burst pipe.")
    with refused("branch_closed", 409, note="Burst pipe.", alternative="ATM in the lobby"):
        take(hours, "11:01")
    assert told(hours, "branch.closed_early")[0].data["card"] == "branch_closes_early"


def test_the_next_business_day_it_is_over_by_itself(hours: Bank) -> None:
    close(hours, "11:00")
    ticket = actions.take_ticket(
        hours.queue.pk, source="kiosk", now=at("08:00", TOMORROW), real_now=at("08:00", TOMORROW)
    )
    assert ticket.day == TOMORROW


def test_an_early_closing_can_be_taken_back(hours: Bank) -> None:
    close(hours, "11:00")
    actions.reopen_branch(hours.branch.pk, by=hours.carla, now=at("11:05"))
    assert take(hours, "11:06").code == "A001"
    assert fresh(hours.branch).next_step_at == at("17:00")
    actions.reopen_branch(hours.branch.pk, by=hours.carla, now=at("11:07"))
    assert len(told(hours, "branch.reopened")) == 1


def test_every_break_of_today_ends(pair: Bank) -> None:
    """B7 for what has not begun, B17 for what runs."""
    sit(pair)
    running = proven(pair)
    tick("12:25", "12:30")
    coming = planned(pair, "14:00", who=1, now="12:31")
    drafted = draft(pair, "15:00", kind="short", length=10, who=1)
    close(pair, "12:40")
    assert [fresh(b).state for b in (running, coming, drafted)] == [
        "ended",
        "cancelled",
        "cancelled",
    ]
    assert (fresh(running).end_reason, fresh(running).ended_at) == ("branch_closed", at("12:40"))
    assert (fresh(coming).remark, fresh(coming).ended_at) == ("branch_closed", at("12:40"))
    assert fresh(pair.counters[0]).state == "closed"
    check_now(pair.branch, at("12:40"))


def test_tomorrows_plan_stands(alone: Bank) -> None:
    shift = Shift.objects.create(
        branch=alone.branch,
        staff=alone.tellers[0],
        day=TOMORROW,
        starts_at=at("08:00", TOMORROW),
        ends_at=at("16:30", TOMORROW),
        counter=alone.counters[0],
    )
    tomorrow = actions.draft_break(
        alone.branch.pk,
        staff_id=alone.tellers[0].pk,
        kind="lunch",
        starts_at=at("12:30", TOMORROW),
        length_minutes=30,
        by=alone.carla,
        now=at("08:00"),
    )
    actions.publish_plan(alone.branch.pk, TOMORROW, by=alone.carla, now=at("08:00"))
    close(alone, "12:40")
    assert (fresh(tomorrow).state, fresh(tomorrow).shift) == ("published", shift)


def test_a_winding_down_counter_calls_everybody_again(alone: Bank) -> None:
    """Q5: who waits may still be served, also those told "after"."""
    session = sit(alone)
    break_ = proven(alone)
    late = [take(alone, "12:16") for _ in range(3)][2]
    tick("12:25")
    close(alone, "12:26")
    assert (fresh(break_).state, fresh(alone.counters[0]).state) == ("cancelled", "open")
    owed = Commitment.objects.filter(kind="served_before")
    assert set(owed.values_list("state", flat=True)) == {"released"}
    for _ in range(3):
        ticket = serve(session, "12:27")
        done(session, "12:28")
    assert ticket == late


def test_who_waits_is_offered_a_call_at_the_exact_time(
    hours: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(hours)
    ticket = take(hours, "10:59")
    close(hours, "11:00")
    monkeypatch.setattr("branches.clock.now", lambda: at("11:01"))
    page = ask(None, "get", f"tickets/{ticket.token}/").json()
    assert page["choices"]["call_back"] == {"ok": True, "at": "2027-03-04T08:00:00Z"}
    assert page["may"]["call_back"] is True
    assert page["branch"]["closure"]["call_back_at"] == "2027-03-04T08:00:00Z"
    answer = ask(None, "post", f"tickets/{ticket.token}/call-back/", contact="a@b.hu")
    assert (answer.json()["state"], answer.json()["call_back_at"]) == (
        "left",
        "2027-03-04T08:00:00Z",
    )
    owed = Commitment.objects.get()
    assert (owed.due_at, owed.break_ref, owed.contact) == (at("09:00", TOMORROW), None, "a@b.hu")


def test_what_nobody_serves_expires_at_once_and_keeps_its_offer(hours: Bank) -> None:
    """T11, as at closing time; the follow-up is still offered."""
    ticket = take(hours, "10:59")
    close(hours, "11:00")
    tick("11:00:01")
    assert fresh(ticket).state == "expired"
    actions.call_back(ticket.pk, now=at("11:30"))
    assert (fresh(ticket).state, Commitment.objects.get().due_at) == (
        "expired",
        at("09:00", TOMORROW),
    )


def test_a_served_line_goes_on_for_an_hour_at_most(hours: Bank) -> None:
    session = sit(hours)
    first, second = take(hours, "10:58"), take(hours, "10:59")
    close(hours, "11:00")
    tick("11:00:01", "11:59")
    assert call(session, "11:59") == first
    actions.start_service(session.pk, now=at("11:59"))
    tick("12:00:02")
    assert (fresh(first).state, fresh(second).state) == ("serving", "expired")


def test_a_number_that_expired_before_has_no_offer(hours: Bank) -> None:
    ticket = take(hours, "10:00")
    Ticket.objects.filter(pk=ticket.pk).update(state="expired", ended_at=at("10:59:59"))
    close(hours, "11:00")
    with refused("ticket_state", 409):
        actions.call_back(ticket.pk, now=at("11:01"))


def test_another_time_moves_what_was_promised_and_writes_once(hours: Bank) -> None:
    sit(hours)
    ticket = take(hours, "10:59")
    close(hours, "11:00")
    actions.call_back(ticket.pk, now=at("11:01"))
    for _ in range(2):
        close(hours, "11:05", call_back_at=at("10:00", TOMORROW))
    owed = Commitment.objects.get()
    assert (owed.due_at, owed.original_due_at) == (at("10:00", TOMORROW), at("09:00", TOMORROW))
    assert fresh(hours.branch).closed_early_at == at("11:00")
    assert len(told(hours, "branch.closed_early")) == 2


def test_without_a_time_the_call_is_due_when_the_doors_next_open(hours: Bank) -> None:
    assert close(hours, "11:00", call_back_at=None).call_back_at == at("08:00", TOMORROW)
    nearly_weekend = found_bank(slug="friday")
    nearly_weekend.branch.opening_hours = {"wed": [["08:00", "17:00"]], "fri": [["10:00", "12:00"]]}
    nearly_weekend.branch.save(update_fields=["opening_hours"])
    friday = DAY + timedelta(days=2)
    closed = close(nearly_weekend, "11:00", call_back_at=None)
    assert closed.call_back_at == at("10:00", friday)
    with refused("in_the_past", 422):
        close(hours, "11:00", call_back_at=at("11:00"))


def test_the_closing_door_is_the_managers(hours: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("branches.clock.now", lambda: at("11:00"))
    take(hours, "10:59")
    address = f"branches/{hours.branch.pk}/closure/"
    assert ask(hours.tellers[0], "post", address).status_code == 403
    assert ask(found_bank(slug="other").carla, "post", address).status_code == 404
    said = {"note": "Burst pipe.", "call_back_at": at("09:00", TOMORROW)}
    answer = ask(hours.carla, "post", address, **said)
    assert answer.status_code == 200
    assert answer.json() == {
        "closed": True,
        "closed_early_at": "2027-03-03T10:00:00Z",
        "note": "Burst pipe.",
        "call_back_at": "2027-03-04T08:00:00Z",
        "waiting": 1,
    }
    assert ask(hours.tellers[0], "get", address).json()["closed"] is True
    assert ask(hours.carla, "delete", address).json()["closed"] is False


# 3.9 no. 9, F47


def change(bank: Bank, clock: str, **hours: str) -> Any:
    shift = bank.tellers[0].shifts.get()
    times = {name: at(value) for name, value in hours.items()}
    return actions.change_shift(shift.pk, by=bank.carla, now=at(clock), **times)


def test_a_shorter_shift_cancels_what_no_longer_fits(alone: Bank) -> None:
    sit(alone)
    lunch = planned(alone)
    short = planned(alone, "14:30", kind="short", length=10)
    change(alone, "12:00", ends_at="14:35")
    assert (fresh(lunch).state, fresh(short).state) == ("published", "cancelled")
    assert (fresh(short).remark, fresh(short).ended_at) == ("shift_changed", at("12:00"))
    [event] = told(alone, "shift.changed")
    assert event.data["old_ends_at"] == at("16:30").isoformat()
    assert event.data["ends_at"] == at("14:35").isoformat()


def test_a_break_that_ends_with_the_shift_still_fits(alone: Bank) -> None:
    sit(alone)
    short = planned(alone, "14:30", kind="short", length=10)
    change(alone, "12:00", ends_at="14:40")
    assert fresh(short).state == "published"


def test_a_last_call_for_a_cancelled_break_is_over(alone: Bank) -> None:
    session = sit(alone)
    break_ = proven(alone)
    ticket = [take(alone, "12:16") for _ in range(3)][2]
    tick("12:25")
    assert fresh(alone.counters[0]).state == "closing"
    change(alone, "12:26", ends_at="12:45")
    assert (fresh(break_).state, fresh(alone.counters[0]).state) == ("cancelled", "open")
    for _ in range(3):
        last = serve(session, "12:27")
        done(session, "12:28")
    assert last == ticket


def test_a_running_break_ends_with_the_shift(alone: Bank) -> None:
    """B17: also when the new end was not known when it began."""
    sit(alone)
    break_ = proven(alone)
    tick("12:25", "12:30")
    change(alone, "12:31", ends_at="12:45")
    tick("12:44:59")
    assert fresh(break_).state == "on_break"
    tick("12:45")
    assert (fresh(break_).state, fresh(break_).end_reason) == ("ended", "shift_end")
    assert fresh(alone.counters[0]).state == "closed"


def under_law(bank: Bank) -> None:
    BreakPolicy.objects.create(
        organisation=bank.branch.organisation,
        branch=bank.branch,
        version=1,
        values={"rest.preset": "HU"},
        since=at("07:00"),
    )


def test_the_lawful_rest_is_laid_for_the_other_hours(alone: Bank) -> None:
    """HU: more than six hours ask for twenty minutes, six hours for none."""
    under_law(alone)
    sit(alone)
    lunch = planned(alone)
    assert (fresh(lunch).protected_minutes, fresh(lunch).latest_at) == (20, at("14:00"))
    shift, risk = change(alone, "12:00", ends_at="14:00")
    assert (risk, shift.ends_at) == (None, at("14:00"))
    assert (fresh(lunch).protected_minutes, fresh(lunch).latest_at) == (0, None)


def test_a_rest_that_no_longer_fits_is_at_risk(alone: Bank) -> None:
    under_law(alone)
    sit(alone)
    lunch = planned(alone, "13:50")
    _, risk = change(alone, "12:00", ends_at="14:15")
    assert fresh(lunch).state == "cancelled"
    assert risk.code == "rest_law"
    [event] = told(alone, "break.rest_at_risk")
    assert (event.subject, event.data["alarm"]) == ("shift", "rest_at_risk")


def test_hours_that_cannot_be_are_refused(alone: Bank) -> None:
    sit(alone)
    for code, hours in (
        ("in_the_past", {"ends_at": "11:59"}),
        ("shift_ends_before_it_starts", {"starts_at": "16:30"}),
        ("shift_too_long", {"starts_at": "00:10"}),
    ):
        with refused(code, 422):
            change(alone, "12:00", **hours)
    with refused("other_day", 422):
        shift = alone.tellers[0].shifts.get()
        starts = at("23:00", DAY - timedelta(days=1))
        actions.change_shift(
            shift.pk, by=alone.carla, now=at("12:00"), starts_at=starts, ends_at=at("14:00")
        )
    alone.shift(alone.tellers[0], None, "17:00", "19:00")
    with refused("shift_overlap", 409):
        shift = alone.tellers[0].shifts.order_by("starts_at").first()
        actions.change_shift(shift.pk, by=alone.carla, now=at("12:00"), ends_at=at("17:01"))
    assert told(alone, "shift.changed") == []


def test_the_same_hours_are_no_change(alone: Bank) -> None:
    change(alone, "12:00", ends_at="16:30")
    assert told(alone, "shift.changed") == []


def test_the_shift_door_tells_what_became_of_the_breaks(
    alone: Bank, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit(alone)
    draft(alone)
    publish(alone)
    monkeypatch.setattr("branches.clock.now", lambda: at("12:00"))
    address = f"shifts/{alone.tellers[0].shifts.get().pk}/"
    assert ask(alone.tellers[0], "patch", address).status_code == 403
    assert ask(found_bank(slug="other").carla, "patch", address).status_code == 404
    assert ask(alone.carla, "patch", "shifts/999999/").status_code == 404
    answer = ask(alone.carla, "patch", address, ends_at=at("12:45"))
    assert answer.status_code == 200
    assert [b["state"] for b in answer.json()["breaks"]] == ["cancelled"]
    assert (answer.json()["ends_at"], answer.json()["rest"]) == ("2027-03-03T11:45:00Z", None)
