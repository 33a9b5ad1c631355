"""Publishing the breaks of a day, all or none (B2, P8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import transaction

from branches.clock import business_day, zone_of
from branches.errors import Invalid, Refused
from branches.events import record
from branches.locks import lock_branch
from branches.models import Branch, Staff
from branches.queries import closed_early
from breaks.actions.announce import kept_numbers, warn_at_once
from breaks.actions.moves import move_break, refuse, save_times
from breaks.actions.plan.drafts import (
    counter_of,
    new_break,
    objections_to_shape,
    refuse_strangers,
    save_draft,
)
from breaks.actions.plan.judging import (
    Asker,
    allow,
    as_planned,
    may_be_broken,
    not_granted,
    standing,
    with_free_start,
    write_overrides,
)
from breaks.actions.rest import lay_rest
from breaks.actions.settle import settle
from breaks.models import Break
from breaks.queries import absence_objection, numbers_for, plan_day
from breaks.queries.rest import duty_of, rest_parts, rests_of
from breaks.rules.overrides import Grounds, judge_grounds
from breaks.rules.plan import Day, Numbers, objections
from breaks.rules.rest import judge_change
from breaks.rules.states import BreakState, Refusal
from breaks.rules.terms import Terms

Violation = tuple[Break, Refusal]


@transaction.atomic
def publish_plan(
    branch_id: int,
    day: date,
    *,
    by: Staff,
    now: datetime,
    new: Sequence[Mapping[str, Any]] = (),
    override: Grounds | None = None,
    address: str | None = None,
    republish: bool = False,
) -> list[Break]:
    """Publish all drafts of a day, or none (P8); `new` are drafted first.

    A refusal (422) lists every violation; its code and facts are the first one's, hard rules
    before soft ones. `republish` lays the present numbers over what is published already.
    """
    branch, asker = lock_branch(branch_id), Asker(by, now, override, address)
    _refuse_closed(branch, day, now)
    drafted = _draft_all(branch, day, new, asker)
    edition = _edition(branch, day, republish=republish)
    broken = _refuse_plan(edition, drafted, asker)
    for break_ in edition.drafts:
        _publish(break_, branch, edition.numbers.branch, asker)
    for break_ in edition.again:
        _publish_again(break_, branch, edition.numbers.branch, asker)
    for break_, refusal in broken:
        write_overrides(break_, [refusal], asker)
    _lay_rests(edition, now=now)
    for break_ in edition.breaks:
        break_.refresh_from_db(fields=["protected_minutes", "latest_at", "next_step_at"])
        warn_at_once(break_, branch, edition.numbers.branch, now=now)
    settle(branch, now=now)
    return edition.drafts


def _refuse_closed(branch: Branch, day: date, now: datetime) -> None:
    """A day that was closed early has no breaks any more (3.9 no. 14)."""
    if closed_early(branch, now) and day == business_day(branch, now):
        raise Refused("branch_closed", f"{branch.name} has closed early today.")


@dataclass(frozen=True)
class Edition:
    """What one publication makes known."""

    branch: Branch
    drafts: list[Break]
    again: list[Break]
    day: Day
    numbers: Numbers

    @property
    def breaks(self) -> list[Break]:
        return [*self.drafts, *self.again]


def _edition(branch: Branch, day: date, *, republish: bool) -> Edition:
    rows = branch.breaks.filter(day=day).select_related("staff", "shift", "counter")
    rows = rows.order_by("starts_at", "pk")
    again = rows.filter(state=BreakState.PUBLISHED) if republish else ()
    drafts = list(rows.filter(state=BreakState.DRAFT))
    return Edition(branch, drafts, list(again), plan_day(branch, day), numbers_for(branch))


def _draft_all(
    branch: Branch, day: date, new: Sequence[Mapping[str, Any]], asker: Asker
) -> list[int]:
    """Draft every new break of the day; the refusal lists each that cannot be planned (B1).

    Soft rules are asked of them together with the whole plan.
    """
    violations, drafted = [], []
    for values in new:
        try:
            with transaction.atomic():
                drafted.append(_draft_on(branch, day, values, asker))
        except Refused as refused:
            facts = {"staff_id": values["staff_id"], "starts_at": values["starts_at"]}
            said = {"code": refused.code, "message": refused.message, "overridable": False}
            violations.append({**refused.facts, **facts, **said})
    _refuse_all(violations)
    return drafted


def _draft_on(branch: Branch, day: date, values: Mapping[str, Any], asker: Asker) -> int:
    asked = dict(values)
    relief, counter_id = asked.pop("relief", None), asked.pop("counter_id", None)
    refuse_strangers(branch, asked["staff_id"], asked["kind"])
    break_ = new_break(branch, counter=counter_of(branch, counter_id), **asked)
    if break_.day != day:
        raise Invalid("other_day", f"This break belongs to {break_.day}.", day=break_.day)
    allow([r for r in objections_to_shape(break_) if not may_be_broken(r)], None)
    save_draft(break_, asker, relief=relief)
    return break_.pk


def _refuse_plan(edition: Edition, drafted: Sequence[int], asker: Asker) -> list[Violation]:
    """The soft rules broken with grounds; anything else refuses the whole plan."""
    found = list(_violations(edition, asker))
    stands = [(b, r) for b, r in found if standing([r], asker.grounds)]
    stands.sort(key=lambda violation: may_be_broken(violation[1]))
    stands[:1] = [_advised(edition, *violation, asker) for violation in stands[:1]]
    _refuse_all([_told(b, r, is_new=b.pk in drafted) for b, r in stands])
    if found and asker.grounds:
        refuse(judge_grounds(asker.grounds), status=422)
    return found


def _advised(edition: Edition, break_: Break, refusal: Refusal, asker: Asker) -> Violation:
    """The violation that is told first also says which start would do."""
    told, where = as_planned(break_), (edition.day, edition.numbers)
    how: dict[str, Any] = {"branch": edition.branch, "now": asker.now}
    return break_, with_free_start([refusal], told, *where, **how)[0]


def _violations(edition: Edition, asker: Asker) -> Iterable[Violation]:
    """P2 to P8 for every break of the plan; what a manager granted for a draft stays granted."""
    granted = asker.grounds is not None
    how: dict[str, Any] = {"zone": zone_of(edition.branch), "now": asker.now, "granted": granted}
    fresh = ((b, False) for b in edition.drafts)
    for break_, later in chain(fresh, ((b, True) for b in edition.again)):
        told = as_planned(break_)
        found = objections(told, edition.day, edition.numbers, later=later, **how)
        yield from ((break_, r) for r in not_granted(break_, found))
    yield from _unlawful(edition, asker.now)
    absent = absence_objection(edition.branch, [b.day for b in edition.drafts])
    if absent:
        yield edition.drafts[0], absent


def _unlawful(edition: Edition, now: datetime) -> Iterable[Violation]:
    """P7: every person of the plan has the lawful rest, or it is not published."""
    terms = edition.numbers.branch
    soonest = now + terms.minutes("notice.floor_min")
    zone = zone_of(edition.branch)
    for break_ in {b.shift_id: b for b in reversed(edition.breaks) if b.shift}.values():
        duty = duty_of(break_.shift, terms) if break_.shift else None
        if duty and break_.shift:
            rests = rests_of(break_.shift)
            stood = [b for b in rests if b.state != BreakState.DRAFT]
            parts = rest_parts(stood), rest_parts(rests)
            refusal = judge_change(duty, *parts, zone=zone, soonest=soonest)
            if refusal:
                yield break_, refusal


def _told(break_: Break, refusal: Refusal, *, is_new: bool) -> dict[str, Any]:
    who: dict[str, Any] = {
        "break_id": None if is_new else break_.pk,
        "staff_id": break_.staff_id,
        "staff": break_.staff.name,
        "starts_at": break_.starts_at,
    }
    said = {"code": refusal.code, "message": refusal.message}
    return {**refusal.facts, **who, **said, "overridable": may_be_broken(refusal)}


def _refuse_all(violations: Sequence[Mapping[str, Any]]) -> None:
    if not violations:
        return
    first, all_soft = violations[0], all(v["overridable"] for v in violations)
    facts = {k: v for k, v in first.items() if k not in ("code", "message", "overridable")}
    message = f"Nothing was published: {first['message']}"
    raise Invalid(
        first["code"], message, violations=list(violations), overridable=all_soft, **facts
    )


def _publish(break_: Break, branch: Branch, terms: Terms, asker: Asker) -> None:
    announce(break_, branch, terms, now=asker.now)
    starts_at = break_.starts_at.isoformat()
    how: dict[str, Any] = {"now": asker.now, "by": asker.by, "subject": break_}
    record(branch, "break.published", starts_at=starts_at, **how)


def announce(break_: Break, branch: Branch, terms: Terms, *, now: datetime) -> None:
    """Make a draft known (B2): its first revision, under the numbers of this moment."""
    break_.revision, break_.published_at = 1, now
    break_.alternative = break_.alternative or branch.alternative
    break_.policy = kept_numbers(terms)
    fields = ("revision", "published_at", "alternative", "policy")
    move_break(break_, BreakState.PUBLISHED, *fields, terms=terms, now=now)


def _publish_again(break_: Break, branch: Branch, terms: Terms, asker: Asker) -> None:
    """The same times under the present numbers (3.1): a new revision, its next step anew."""
    break_.revision, break_.policy = break_.revision + 1, kept_numbers(terms)
    save_times(break_, "revision", "policy", terms=terms, now=asker.now)
    record(branch, "break.republished", now=asker.now, by=asker.by, subject=break_)


def _lay_rests(edition: Edition, *, now: datetime) -> None:
    for shift in {b.shift for b in edition.breaks if b.shift}:
        lay_rest(shift, edition.branch, now=now)
