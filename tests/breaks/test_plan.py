"""Drafting, publishing, moving and cancelling breaks (B1, B2, B6, B7)."""

from datetime import timedelta

import pytest

from branches.errors import Invalid, Refused
from branches.models import Membership
from branches.rules import Role
from breaks import actions
from breaks.models import Break
from breaks.queries import promise_of
from queueapp.models import Shift
from tests.morning import (
    done,
    draft,
    fresh,
    planned,
    prove,
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


def move(bank: Bank, break_: Break, clock: str, now: str) -> Break:
    moved = actions.reschedule_break(break_.pk, starts_at=at(clock), by=bank.carla, now=at(now))
    return fresh(moved)


def cancel(bank: Bank, break_: Break, now: str) -> Break:
    return fresh(actions.cancel_break(break_.pk, by=bank.carla, now=at(now), reason="ill"))


def test_a_draft_is_seen_by_nobody_and_no_clock(pair: Bank) -> None:
    """B1."""
    break_ = draft(pair)
    assert (break_.state, break_.revision, break_.next_step_at) == ("draft", 0, None)
    assert (break_.counter, break_.day) == (pair.counters[0], DAY)
    tick("12:30", "13:30")
    assert fresh(break_).state == "draft"


def test_a_draft_outside_the_rules_is_not_made(pair: Bank) -> None:
    """P1, P3: 422 and nothing written."""
    for clock, code in (("08:30", "edge"), ("11:00", "lunch_window"), ("17:00", "outside_shift")):
        with refused(code, 422):
            draft(pair, clock)
    with refused("length_too_long", 422, max_minutes=60):
        draft(pair, length=61)
    assert not Break.objects.exists()


def test_a_draft_over_another_of_the_person_conflicts(pair: Bank) -> None:
    """P2: 409, also for an announced one; the neighbour is free."""
    planned(pair, "12:00")
    draft(pair, "12:30", kind="short", length=10)
    for clock in ("11:31", "12:15", "12:35"):
        with refused("overlap", 409):
            draft(pair, clock)
    draft(pair, "12:35", who=1)


def test_a_cancelled_break_frees_its_time(pair: Bank) -> None:
    cancel(pair, planned(pair, "12:00"), "09:00")
    assert draft(pair, "12:15").state == "draft"


def test_no_break_for_a_stranger_of_a_kind_unknown_or_at_a_foreign_counter(pair: Bank) -> None:
    other = found_bank(1, slug="other")
    common = {"length_minutes": 30, "starts_at": at("12:30"), "by": pair.carla, "now": at("08:00")}
    amira = pair.tellers[0].pk
    with refused("unknown_staff", 422):
        actions.draft_break(pair.branch.pk, staff_id=other.tellers[0].pk, kind="lunch", **common)
    with refused("unknown_kind", 422):
        actions.draft_break(pair.branch.pk, staff_id=amira, kind="unplanned", **common)
    with refused("unknown_counter", 422):
        actions.draft_break(
            pair.branch.pk,
            staff_id=amira,
            kind="lunch",
            counter_id=other.counters[0].pk,
            **common,
        )


def test_one_person_at_two_branches_still_has_one_break_at_a_time(pair: Bank) -> None:
    """P2, 3.9 no. 7: the database refuses, and says so as everybody else does."""
    other, amira = found_bank(2, slug="other"), pair.tellers[0]
    Membership.objects.create(
        staff=amira,
        branch=other.branch,
        organisation=other.branch.organisation,
        role=Role.TELLER,
    )
    other.shift(amira, other.counters[0])
    draft(pair, "12:00")
    other.tellers[0] = amira
    with refused("overlap", 409):
        draft(other, "12:15")
    assert draft(other, "12:30").pk


def test_a_draft_is_changed_under_the_same_rules(pair: Bank) -> None:
    break_ = draft(pair)
    change = {"by": pair.carla, "now": at("08:01")}
    actions.change_draft(break_.pk, starts_at=at("13:00"), length_minutes=20, **change)
    assert (fresh(break_).starts_at, fresh(break_).returns_at) == (at("13:00"), at("13:20"))
    with refused("lunch_window", 422):
        actions.change_draft(break_.pk, starts_at=at("14:15"), **change)
    assert fresh(break_).starts_at == at("13:00")
    publish(pair)
    with refused("break_state", 409):
        actions.change_draft(break_.pk, starts_at=at("12:30"), **change)


def test_publishing_announces_every_draft_of_the_day(pair: Bank) -> None:
    """B2, P8: revision 1, the alternative of the branch, the warning in the clock."""
    first, second = draft(pair, "12:00"), draft(pair, "12:35", who=1)
    tomorrow = Shift.objects.create(
        branch=pair.branch,
        staff=pair.tellers[0],
        day=DAY + timedelta(days=1),
        starts_at=at("08:00", DAY + timedelta(days=1)),
        ends_at=at("16:30", DAY + timedelta(days=1)),
        counter=pair.counters[0],
    )
    later = actions.draft_break(
        pair.branch.pk,
        staff_id=pair.tellers[0].pk,
        kind="lunch",
        starts_at=tomorrow.starts_at + timedelta(hours=4),
        length_minutes=30,
        by=pair.carla,
        now=at("08:00"),
    )
    assert {b.pk for b in publish(pair)} == {first.pk, second.pk}
    first = fresh(first)
    assert (first.state, first.revision, first.published_at) == ("published", 1, at("08:00"))
    assert (first.alternative, first.next_step_at) == ("ATM in the lobby", at("11:45"))
    assert fresh(later).state == "draft"
    assert publish(pair) == []


def test_one_bad_break_keeps_the_whole_day_unpublished(pair: Bank) -> None:
    """P8, F4: and each violation is named."""
    good, bad = draft(pair, "12:00"), draft(pair, "12:15", who=1)
    with pytest.raises(Invalid) as caught:
        publish(pair)
    assert (caught.value.code, caught.value.status) == ("coverage_floor", 422)
    violations = {v["break_id"]: v for v in caught.value.facts["violations"]}
    assert violations[bad.pk]["staff"] == pair.tellers[1].name
    assert {fresh(good).state, fresh(bad).state} == {"draft"}
    assert not told(pair, "break.published")
    actions.change_draft(bad.pk, starts_at=at("12:35"), by=pair.carla, now=at("08:00"))
    assert len(publish(pair)) == 2


def test_new_drafts_come_with_the_publication_or_not_at_all(pair: Bank) -> None:
    new = [
        {
            "staff_id": teller.pk,
            "kind": "lunch",
            "starts_at": at(clock),
            "length_minutes": 30,
        }
        for teller, clock in zip(pair.tellers, ("12:00", "12:15"), strict=True)
    ]
    day = {"by": pair.carla, "now": at("08:00")}
    with refused("coverage_floor", 422):
        actions.publish_plan(pair.branch.pk, DAY, new=new, **day)
    assert not Break.objects.exists()
    new[1]["starts_at"] = at("12:35")
    assert len(actions.publish_plan(pair.branch.pk, DAY, new=new, **day)) == 2


@pytest.mark.parametrize(
    ("counters", "now", "code"),
    [
        (2, "12:20", None),
        (2, "12:20:01", "notice_too_short"),
        (2, "12:21", "notice_too_short"),
        (1, "12:15", None),
        (1, "12:15:01", "notice_too_short"),
        (1, "12:16", "notice_too_short"),
    ],
)
def test_the_notice_of_a_publication(db: None, counters: int, now: str, code: str | None) -> None:
    """2.5 no. 3, F5, F6: 9 minutes are refused and 10 taken; alone 14 are refused and 15 taken."""
    bank = found_bank(counters)
    draft(bank)
    if code:
        with refused(code, 422):
            publish(bank, now)
    else:
        assert publish(bank, now)[0].state == "warned"


@pytest.mark.parametrize(
    ("now", "state"), [("12:14:59", "published"), ("12:15", "warned"), ("12:20", "warned")]
)
def test_a_break_published_inside_its_warning_time_is_announced_at_once(
    pair: Bank, now: str, state: str
) -> None:
    """N1."""
    draft(pair)
    assert publish(pair, now)[0].state == state


def test_a_full_closure_needs_an_alternative(alone: Bank) -> None:
    """P4, F6."""
    alone.branch.alternative = ""
    alone.branch.save(update_fields=["alternative"])
    break_ = draft(alone)
    with refused("alternative_missing", 422):
        publish(alone)
    actions.change_draft(break_.pk, alternative="Night safe", by=alone.carla, now=at("08:00"))
    assert publish(alone)[0].alternative == "Night safe"


@pytest.mark.parametrize(
    ("clock", "now", "code"),
    [
        ("11:30", "11:20", None),
        ("11:30", "11:20:01", "notice_too_short"),
        ("12:29", "12:19", None),
        ("12:29", "12:20", "notice_too_short"),
        ("12:31", "12:29:59", None),
        ("12:45", "12:20", None),
    ],
)
def test_earlier_needs_notice_and_later_does_not(
    pair: Bank, clock: str, now: str, code: str | None
) -> None:
    """N4, F31: the break of 12:30 moved at `now`."""
    break_ = planned(pair)
    if code:
        with refused(code, 422):
            move(pair, break_, clock, now)
        assert fresh(break_).starts_at == at("12:30")
    else:
        assert move(pair, break_, clock, now).starts_at == at(clock)


@pytest.mark.parametrize(("now", "code"), [("11:45", None), ("11:45:01", "notice_too_short")])
def test_earlier_needs_fifteen_minutes_when_all_close(
    alone: Bank, now: str, code: str | None
) -> None:
    break_ = planned(alone)
    if code:
        with refused(code, 422):
            move(alone, break_, "12:00", now)
    else:
        assert move(alone, break_, "12:00", now).state == "warned"


def test_a_move_starts_the_warning_again(pair: Bank) -> None:
    """B6: revision 2, no proof, the old start kept to be shown."""
    sit(pair), sit(pair, 1)
    break_ = proven(pair)
    tick("12:25")
    assert fresh(pair.counters[0]).state == "closing"
    moved = move(pair, break_, "12:45", "12:26")
    assert (moved.state, moved.revision, moved.notice_at) == ("published", 2, None)
    assert (moved.warned_at, moved.moved_from, moved.moved_at) == (
        None,
        at("12:30"),
        at("12:26"),
    )
    assert fresh(pair.counters[0]).state == "open"
    tick("12:30")
    assert fresh(break_).state == "warned"
    with refused("outdated_revision"):
        prove(pair, break_, "12:31", revision=1)


def test_a_move_to_the_past_or_into_another_break_is_refused(pair: Bank) -> None:
    break_ = planned(pair)
    planned(pair, "13:10", kind="short", length=10)
    with refused("in_the_past", 422):
        move(pair, break_, "12:31", "12:31:30")
    with refused("overlap", 409):
        move(pair, break_, "12:45", "12:00")
    with refused("lunch_window", 422):
        move(pair, break_, "14:10", "12:00")
    assert fresh(break_).revision == 1


def test_a_move_that_changes_nothing_is_no_move(pair: Bank) -> None:
    break_ = planned(pair)
    assert move(pair, break_, "12:30", "12:00").revision == 1
    assert not told(pair, "break.rescheduled")


def test_only_an_announced_break_is_moved(pair: Bank) -> None:
    session = sit(pair)
    sit(pair, 1)
    break_ = proven(pair)
    tick("12:25", "12:30")
    assert fresh(break_).state == "on_break"
    with refused("break_state"):
        move(pair, break_, "13:00", "12:31")
    actions.end_break(session.pk, by=session.staff, now=at("12:40"))
    with refused("break_state"):
        move(pair, break_, "13:00", "12:41")
    with refused("break_state"):
        move(pair, draft(pair, "13:10"), "13:20", "12:41")


def test_a_move_keeps_what_was_promised(alone: Bank) -> None:
    """N4, C1: earlier or later, whoever was told before stays before; later improves an after."""
    session, break_ = sit(alone), planned(alone)
    tickets = [take(alone, "12:00") for _ in range(5)]
    serve(session, "12:10")
    tick("12:15")
    assert [promise_of(t).kind for t in tickets[1:]] == ["before"] * 2 + ["after"] * 2
    move(alone, break_, "12:45", "12:16")
    tick("12:30")
    assert [promise_of(t).kind for t in tickets[1:]] == ["before"] * 4
    actions.give_consent(break_.pk, by=alone.tellers[0], now=at("12:30"))
    move(alone, break_, "12:50", "12:31")
    done(session, "12:31")
    move(alone, break_, "12:47", "12:32")
    assert [promise_of(t).kind for t in tickets[1:]] == ["before"] * 4


@pytest.mark.parametrize("clock", [None, "08:30", "12:15", "12:25"])
def test_a_break_is_taken_back_before_it_begins(pair: Bank, clock: str | None) -> None:
    """B7 out of draft, published, warned and closing."""
    sit(pair), sit(pair, 1)
    break_ = draft(pair)
    if clock:
        publish(pair)
    if clock and clock >= "12:15":
        tick("12:15")
        prove(pair, break_, "12:15:05")
        tick(clock)
    assert fresh(pair.counters[0]).state == ("closing" if clock == "12:25" else "open")
    assert cancel(pair, break_, clock or "08:10").state == "cancelled"
    assert (fresh(break_).next_step_at, fresh(break_).remark) == (None, "ill")
    assert fresh(pair.counters[0]).state == "open"
    cancel(pair, break_, "12:29")
    assert len(told(pair, "break.cancelled")) == 1


def test_a_running_or_ended_break_is_not_taken_back(pair: Bank) -> None:
    session = sit(pair)
    sit(pair, 1)
    break_ = proven(pair)
    tick("12:25", "12:30")
    with refused("break_state"):
        cancel(pair, break_, "12:31")
    actions.end_break(session.pk, by=session.staff, now=at("13:00"))
    with pytest.raises(Refused):
        cancel(pair, break_, "13:01")


def test_a_cancelled_break_lets_go_of_those_told_after(alone: Bank) -> None:
    """B7: the line goes, everybody is callable again."""
    session = sit(alone)
    break_ = proven(alone)
    tick("12:25")
    late = take(alone, "12:29")
    assert promise_of(late).kind == "after"
    cancel(alone, break_, "12:29:30")
    assert promise_of(late).kind == "none"
    assert serve(session, "12:29:40").pk == late.pk
