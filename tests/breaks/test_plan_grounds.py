"""Soft rules broken on purpose: with grounds, by a manager, written down for good (3.4, F55)."""

from typing import Any

import pytest
from django.db import DatabaseError, transaction

from breaks import actions
from breaks.models import Break, Override
from breaks.queries import overrides_for, promise_of
from breaks.rules.overrides import Grounds
from tests.morning import fresh, publish, refused, sit, take, tick, told
from tests.people import DAY, Bank, at
from tests.planning import (
    GROUNDS,
    colleague,
    lunch,
    move,
    overrides,
    publish_new,
    rule,
    wanted,
)


def drafted(bank: Bank, clock: str, length: int = 30, **more: Any) -> Break:
    how = {"kind": "lunch", "by": bank.carla, "now": at("08:00"), **more}
    person = bank.tellers[0].pk
    times = {"starts_at": at(clock), "length_minutes": length}
    return actions.draft_break(bank.branch.pk, staff_id=person, **times, **how)


SOFTLY_WRONG = [
    ("edge", {"clock": "08:59", "kind": "task"}),
    ("lunch_window", {"clock": "11:29"}),
    ("length_too_long", {"clock": "10:00", "length": 61, "kind": "task"}),
]


@pytest.mark.parametrize(("code", "how"), SOFTLY_WRONG)
def test_a_soft_rule_of_a_draft_is_broken_with_grounds(
    pair: Bank, code: str, how: dict[str, Any]
) -> None:
    """P1, P3: refused as usual, with the word that grounds would help; then done and recorded."""
    with refused(code, 422, overridable=True):
        drafted(pair, **how)
    break_ = drafted(pair, **how, override=GROUNDS, address="10.0.0.7")
    row = overrides(break_)[0]
    assert (row.rule, row.reason, row.remark) == (code, "rush", GROUNDS.remark)
    assert (row.by, row.role, row.at, row.address) == (
        pair.carla,
        "manager",
        at("08:00"),
        "10.0.0.7",
    )
    assert row.after["starts_at"] == break_.starts_at.isoformat()
    assert (row.revision, row.consent_by) == (0, None)
    assert told(pair, "override.recorded")[0].data["rule"] == code


@pytest.mark.parametrize(
    ("grounds", "code"),
    [
        (Grounds("", "Long enough a remark"), "override_reason"),
        (Grounds("whim", "Long enough a remark"), "override_reason"),
        (Grounds("rush", "too short"), "override_remark"),
        (Grounds("rush", "  short     "), "override_remark"),
        (Grounds("rush", "ten letter"), None),
    ],
)
def test_grounds_are_a_known_reason_and_ten_characters(
    pair: Bank, grounds: Grounds, code: str | None
) -> None:
    if code is None:
        assert drafted(pair, "11:00", override=grounds).pk
        return
    with refused(code, 422):
        drafted(pair, "11:00", override=grounds)
    assert not Break.objects.exists()


@pytest.mark.parametrize(
    ("code", "status", "clock"), [("overlap", 409, "12:15"), ("outside_shift", 422, "16:15")]
)
def test_hard_rules_take_no_grounds(pair: Bank, code: str, status: int, clock: str) -> None:
    drafted(pair, "12:00")
    with refused(code, status, overridable=False):
        drafted(pair, clock, kind="task", override=GROUNDS)


def test_grounds_without_a_rule_broken_leave_no_record(pair: Bank) -> None:
    break_ = drafted(pair, "12:00", override=GROUNDS)
    assert not overrides(break_)


def test_what_was_granted_to_a_draft_is_granted_at_its_publication(pair: Bank) -> None:
    """The same times need no second word; other times do."""
    break_ = drafted(pair, "11:00", override=GROUNDS)
    assert publish(pair)[0].pk == break_.pk
    assert len(overrides(break_)) == 1
    other = drafted(pair, "10:40", 15, override=GROUNDS)
    Break.objects.filter(pk=other.pk).update(length_minutes=14)
    with refused("lunch_window", 422):
        publish(pair)


def test_a_draft_is_changed_with_grounds(pair: Bank) -> None:
    break_, how = drafted(pair, "12:00"), {"by": pair.carla, "now": at("08:01")}
    with refused("lunch_window", 422, overridable=True):
        actions.change_draft(break_.pk, starts_at=at("11:00"), **how)
    actions.change_draft(break_.pk, starts_at=at("11:00"), **how, override=GROUNDS)
    assert [row.rule for row in overrides(break_)] == ["lunch_window"]


def test_a_publication_below_the_floor_is_recorded_with_its_minutes(pair: Bank) -> None:
    """P4, 3.4: coverage floor, most on break: one row for each break and rule."""
    lunch(pair, "12:00")
    both = wanted(pair, "12:10", who=1)
    with refused("coverage_floor", 422, overridable=True):
        publish_new(pair, both)
    break_ = publish_new(pair, both, override=GROUNDS, address="10.0.0.7")[0]
    rows = {row.rule: row for row in overrides(break_)}
    assert set(rows) == {"coverage_floor", "max_on_break"}
    before = rows["coverage_floor"].before
    assert (before["open"], before["floor"], before["minutes_below"]) == (0, 1, 25)
    assert {row.revision for row in rows.values()} == {1}


def test_a_refusal_for_want_of_cover_names_a_start_that_would_do(pair: Bank) -> None:
    """Bela is back, the reserve over, at 12:35: by publication and by move."""
    lunch(pair, "12:00", who=1)
    with refused("coverage_floor", 422, free_at=at("12:35")):
        publish_new(pair, wanted(pair, "12:10"))
    mine = lunch(pair, "11:30", 20)
    with refused("coverage_floor", 422, free_at=at("12:36")):
        move(pair, mine, "11:41")


def test_a_closure_by_override_keeps_its_notice_and_its_alternative(pair: Bank) -> None:
    """3.9 no. 17: fifteen minutes and something else to do are hard, also for a manager."""
    lunch(pair, "12:00")
    both = wanted(pair, "12:10", who=1)
    for now, code in (("11:55:01", "notice_too_short"), ("11:56", "notice_too_short")):
        with refused(code, 422, overridable=False):
            publish_new(pair, both, override=GROUNDS, now=now)
    pair.branch.alternative = ""
    pair.branch.save(update_fields=["alternative"])
    with refused("alternative_missing", 422, overridable=False):
        publish_new(pair, both, override=GROUNDS)
    told_of = {**both, "alternative": "Night safe"}
    assert publish_new(pair, told_of, override=GROUNDS, now="11:55")[0].alternative == "Night safe"


def test_one_hard_rule_keeps_the_whole_plan_and_is_named_first(pair: Bank) -> None:
    """P8: grounds excuse what is soft; the refusal lists what stands."""
    soft, hard = wanted(pair, "11:00"), wanted(pair, "12:00", who=1)
    late = {"now": "11:51"}
    with refused("notice_too_short", 422, overridable=False) as _:
        publish_new(pair, {**soft, "starts_at": at("11:52")}, hard, **late, override=GROUNDS)
    assert not Break.objects.exists() and not Override.objects.exists()


def test_a_move_takes_grounds(pair: Bank) -> None:
    """B6: the lunch of 14:00 put off beyond the window, by more than a step."""
    break_ = lunch(pair, "14:00")
    with refused("lunch_window", 422, overridable=True, latest=at("14:00")):
        move(pair, break_, "14:20")
    moved = move(pair, break_, "14:20", override=GROUNDS)
    assert {row.rule for row in overrides(moved)} == {"lunch_window", "postpone_limit"}
    assert {row.revision for row in overrides(moved)} == {2}


def test_an_override_names_the_tickets_that_were_told_of_the_break(pair: Bank) -> None:
    """3.4: tickets affected are those present whose promise speaks of it."""
    sit(pair)
    break_ = lunch(pair, "12:30")
    tick("12:15")
    first, second = take(pair, "12:16"), take(pair, "12:17")
    assert promise_of(first).break_ref == break_
    actions.leave_queue(second.pk, now=at("12:18"))
    moved = move(pair, break_, "12:50", "12:19", override=GROUNDS)
    assert [row.tickets for row in overrides(moved)] == [[first.code]]


def test_an_override_is_never_changed_and_never_deleted(pair: Bank) -> None:
    row = overrides(drafted(pair, "11:00", override=GROUNDS))[0]
    for touch in (
        lambda: Override.objects.filter(pk=row.pk).update(remark="all was well"),
        lambda: Override.objects.filter(pk=row.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            touch()
    assert fresh(row).remark == GROUNDS.remark


def test_the_employee_reads_what_concerns_her_and_the_manager_all(pair: Bank) -> None:
    amira, bela = pair.tellers
    break_ = drafted(pair, "11:00", override=GROUNDS)
    assert list(overrides_for(amira, pair.branch)) == overrides(break_)
    assert not overrides_for(bela, pair.branch)
    assert list(overrides_for(pair.carla, pair.branch)) == overrides(break_)


def test_a_queue_with_numbers_of_its_own_is_judged_by_them(pair: Bank) -> None:
    """3.1: the queue asks for two open counters, the branch for one."""
    actions.set_queue_policy(
        pair.queue.pk, values={"cover.floor_open": 2}, by=pair.carla, now=at("07:00")
    )
    with refused("coverage_floor", 422, floor=2):
        publish_new(pair, wanted(pair, "12:00"))
    assert publish_new(pair, wanted(pair, "12:00"), override=GROUNDS)


def test_roles_keep_their_floor_through_publication_move_and_cancellation(pair: Bank) -> None:
    """P5, F24: hard; Amira is the pharmacist, Bela's counter must not stay open without her."""
    amira = pair.tellers[0]
    amira.skills = ["pharmacist"]
    amira.save(update_fields=["skills"])
    close = {"cover__full_close_allowed": True, "cover__max_on_break": 2}
    rule(pair, cover__role_floor={"pharmacist": 1}, **close)
    mine, hers = wanted(pair, "12:00"), wanted(pair, "12:00", who=1)
    with refused("role_floor", 422, role="pharmacist", at=at("12:00"), overridable=False):
        publish_new(pair, mine, override=GROUNDS)
    first, second = publish_new(pair, mine, hers)
    with refused("role_floor", 422):
        move(pair, second, "12:05", override=GROUNDS)
    with refused("role_floor", 422):
        actions.cancel_break(second.pk, by=pair.carla, now=at("10:00"), reason="ill")
    actions.cancel_break(first.pk, by=pair.carla, now=at("10:00"), reason="ill")
    assert move(pair, second, "12:05").starts_at == at("12:05")


def test_somebody_of_the_role_sits_in(pair: Bank) -> None:
    """P5: on the premises is enough."""
    amira, gabor = pair.tellers[0], colleague(pair)
    for person in (amira, gabor):
        person.skills = ["pharmacist"]
        person.save(update_fields=["skills"])
    rule(pair, cover__role_floor={"pharmacist": 1})
    relief = {"staff_id": gabor.pk, "counter_id": pair.counters[0].pk}
    assert publish_new(pair, wanted(pair, "12:00", relief=relief))[0].day == DAY
