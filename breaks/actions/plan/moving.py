"""Moving an announced break (B6, N4), and the employee's consent to be put off again (3.4)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from branches.clock import zone_of
from branches.errors import Forbidden, Invalid, Refused
from branches.events import record
from branches.models import Branch, Staff
from breaks.actions.announce import kept_numbers, warn_at_once
from breaks.actions.moves import (
    locked_break,
    move_break,
    one_break_at_a_time,
    refuse,
    save_times,
)
from breaks.actions.overrides import record_override
from breaks.actions.plan.judging import (
    Asker,
    allow,
    as_done,
    as_planned,
    lost_rest,
    with_free_start,
    write_overrides,
)
from breaks.actions.rest import lay_rest
from breaks.actions.settle import settle
from breaks.actions.sitting import carry_reliefs
from breaks.actions.unplanned import reopen_counter
from breaks.models import Break
from breaks.queries import (
    absence_objection,
    numbers_for,
    plan_day,
    terms_of_break,
    waiting_breaks_of,
)
from breaks.rules.overrides import Grounds, OverrideReason
from breaks.rules.plan import Numbers, judge_postponing, judge_step, objections, role_lost
from breaks.rules.start import judge_consent
from breaks.rules.states import COMING, BreakState, Refusal
from breaks.rules.terms import Terms
from queueapp.models import CounterSession

AGREED = Grounds(OverrideReason.AGREED, "The employee agreed to a further time.")


@transaction.atomic
def reschedule_break(
    break_id: int,
    *,
    by: Staff,
    now: datetime,
    starts_at: datetime | None = None,
    length_minutes: int | None = None,
    reason: str = "",
    override: Grounds | None = None,
    address: str | None = None,
) -> Break:
    """Move an announced break (B6, N4): a new revision, and the warning starts again.

    Every later start is a postponement: fifteen minutes, once; once more with the employee's
    consent (409 `consent_required`). The present numbers of the policy apply from here on.
    """
    branch, break_ = locked_break(break_id)
    _refuse_state(break_)
    old = break_.starts_at, break_.returns_at
    new, minutes = starts_at or old[0], length_minutes or break_.length_minutes
    if (new, minutes) == (old[0], break_.length_minutes):
        return break_
    break_.lay_out(new, minutes)
    if new < now:
        raise Invalid("in_the_past", "This start has passed.", earliest=now)
    carry_reliefs(break_, old, now=now)
    asker, numbers = Asker(by, now, override, address), numbers_for(branch)
    found = list(_objections(break_, branch, numbers, old[0], asker))
    if override is None:
        found = _advise(found, break_, branch, numbers, now=now)
    broken = allow(found, override)
    consented = _postpone(break_, old[0], numbers.branch)
    with one_break_at_a_time():
        _announce_anew(break_, old[0], numbers.branch, now=now)
    _note_overrides(break_, broken, consented, asker)
    if break_.shift:
        lay_rest(break_.shift, branch, now=now)
        break_.refresh_from_db(fields=["protected_minutes", "latest_at", "next_step_at"])
    times: dict[str, Any] = {"old": old[0].isoformat(), "starts_at": new.isoformat()}
    facts = {**times, "reason": reason, "card": "break_moved"}
    record(branch, "break.rescheduled", now=now, by=by, subject=break_, **facts)
    warn_at_once(break_, branch, numbers.branch, now=now)
    settle(branch, now=now)
    return break_


def _refuse_state(break_: Break) -> None:
    if break_.state not in COMING or not break_.planned:
        raise Refused("break_state", "This break cannot be moved now.", state=break_.state)


def _objections(
    break_: Break, branch: Branch, numbers: Numbers, old: datetime, asker: Asker
) -> Iterator[Refusal]:
    """All that speaks against the move: P2 to P7, the law, and how it was put off before."""
    # as it stood, the break itself is part of this day; no rule holds it against itself
    day, told, terms = plan_day(branch, break_.day), as_planned(break_), numbers.branch
    later, granted = break_.starts_at >= old, asker.grounds is not None
    how: dict[str, Any] = {"later": later, "granted": granted, "now": asker.now}
    yield from objections(told, day, numbers, zone=zone_of(branch), **how)
    consented = break_.consent_at is not None
    spent = judge_postponing(old, break_.starts_at, break_.postponed, terms, consented=consented)
    roles = role_lost(day, day.having(told), terms["cover.role_floor"])
    others = (
        spent,
        roles,
        _past_law(break_, branch, terms),
        absence_objection(branch, [break_.day], moved=told),
        judge_step(old, break_.starts_at, terms),
    )
    yield from (refusal for refusal in others if refusal)


def _advise(
    found: Sequence[Refusal], break_: Break, branch: Branch, numbers: Numbers, *, now: datetime
) -> list[Refusal]:
    where = (as_planned(break_), plan_day(branch, break_.day), numbers)
    return with_free_start(found, *where, branch=branch, now=now)


def _past_law(break_: Break, branch: Branch, terms: Terms) -> Refusal | None:
    """P7, T_law: a lawful rest stays so, and a protected break never passes its latest start."""
    latest = break_.latest_at
    if break_.protected_minutes and latest and break_.starts_at > latest:
        facts = {"latest": latest, "required_minutes": break_.protected_minutes}
        message = "This rest must have begun by then."
        return lost_rest(break_, branch, terms) or Refusal("rest_law", message, facts)
    return lost_rest(break_, branch, terms)


def _postpone(break_: Break, old: datetime, terms: Terms) -> datetime | None:
    """Count the postponement; the employee's consent is used up by the one it was given for."""
    if break_.starts_at <= old:
        return None
    break_.postponed += 1
    if break_.postponed <= terms["postpone.max"]:
        return None
    consented, break_.consent_at = break_.consent_at, None
    return consented


def _note_overrides(
    break_: Break, broken: Sequence[Refusal], consented: datetime | None, asker: Asker
) -> None:
    write_overrides(break_, broken, asker, consent_at=consented)
    if consented is None or any(refusal.code == "postpone_limit" for refusal in broken):
        return
    record_override(
        break_.branch,
        "postpone_limit",
        asker.grounds or AGREED,
        by=asker.by,
        now=asker.now,
        break_=break_,
        before={"postponed": break_.postponed - 1},
        after=as_done(break_),
        consent_by=break_.staff,
        consent_at=consented,
        address=asker.address,
    )


MOVED = (
    "revision",
    "notice_at",
    "warned_at",
    "slip_told_at",
    "cover_told_at",
    "moved_from",
    "moved_at",
    "starts_at",
    "returns_at",
    "length_minutes",
    "postponed",
    "consent_at",
    "short_notice",
    "policy",
)


def _announce_anew(break_: Break, old: datetime, terms: Terms, *, now: datetime) -> None:
    break_.revision += 1
    break_.notice_at = break_.warned_at = break_.slip_told_at = break_.cover_told_at = None
    break_.moved_from, break_.moved_at = old, now
    break_.short_notice, break_.policy = False, kept_numbers(terms)
    if break_.state == BreakState.CLOSING:
        reopen_counter(break_, now=now)
    if break_.state == BreakState.PUBLISHED:
        save_times(break_, *MOVED, terms=terms, now=now)
    else:
        move_break(break_, BreakState.PUBLISHED, *MOVED, terms=terms, now=now)


def follow_seat(branch: Branch, session: CounterSession, *, now: datetime) -> None:
    """A person who sits down elsewhere takes the announced breaks along (P1).

    What was announced for another counter is announced again: a new revision, a new proof.
    """
    for break_ in waiting_breaks_of(session.staff_id):
        if break_.branch_id != branch.pk or break_.counter_id == session.counter_id:
            continue
        break_.counter = session.counter
        break_.save(update_fields=["counter"])
        if break_.state in COMING and break_.planned:
            terms = terms_of_break(break_, branch)
            _announce_anew(break_, break_.starts_at, terms, now=now)
            warn_at_once(break_, branch, terms, now=now)


@transaction.atomic
def give_consent(break_id: int, *, by: Staff, now: datetime) -> Break:
    """The employee agrees, by a login of her own, that her break is put off once more (3.4)."""
    branch, break_ = locked_break(break_id)
    if by.pk != break_.staff_id:
        raise Forbidden("Only the person whose break it is can agree to that.")
    _refuse_state(break_)
    most = terms_of_break(break_, branch)["postpone.max"]
    refuse(judge_consent(break_.state, break_.postponed, most))
    if break_.consent_at is None:
        break_.consent_at = now
        break_.save(update_fields=["consent_at"])
        record(branch, "break.consented", now=now, by=by, subject=break_)
    return break_
