"""After whatever changed who serves, waits or pauses: promises, callable tickets, due starts.

Every verb of this floor ends here, inside its own transaction and under the branch lock.
"""

from datetime import datetime

from branches.errors import Refused
from branches.events import record
from branches.models import Branch, Staff
from breaks.actions.moves import move_break, push_next, refuse, save_times, seat_of_break
from breaks.models import Break, Promise
from breaks.queries import Line, client_of, promised_before, running_break, terms_for
from breaks.rules.plan import judge_leaving
from breaks.rules.promises import (
    InLine,
    PromiseKind,
    Told,
    callable_before,
    improved,
    promise_for,
)
from breaks.rules.start import judge_start, return_shown
from breaks.rules.states import COMING, RUNNING, SPOKEN_OF, BreakState
from breaks.rules.terms import Terms
from queueapp.actions import (
    extend_hold,
    mark_no_show,
    pause_session,
    resume_session,
    wind_down_session,
)
from queueapp.models import CounterSession, Ticket
from queueapp.queries import at_counter
from queueapp.rules import PRESENT, CounterState, TicketState

PROMISE_FIELDS = ("kind", "break_ref", "returns_at", "fixed_at")
# what is compared is the bare number: reading `break_ref` itself would ask for every break again
PROMISE_VALUES = ("kind", "break_ref_id", "returns_at", "fixed_at")


def settle(branch: Branch, *, now: datetime) -> None:
    """Bring promises up to date, then start every break whose last obligation has ended."""
    terms = terms_for(branch)
    line = refresh_promises(branch, terms, now=now)
    started = [b for b in line.breaks if _starts_now(b, branch, terms, now=now)]
    if started:
        refresh_promises(branch, terms, now=now)


def refresh_promises(branch: Branch, terms: Terms, *, now: datetime) -> Line:
    """Tell every ticket in line where it stands (C1, C2) and closing counters whom to call."""
    line = Line(branch, terms, now)
    if not line.breaks:
        _forget_promises(branch)
        return line
    places = line.places()
    told = {t.pk: promise_for(t.queue_id, places.get(t.pk), line.coming) for t in line.tickets}
    changed = []
    for ticket in line.tickets:
        promise = line.promises.setdefault(ticket.pk, Promise(ticket=ticket))
        if _retell(promise, told[ticket.pk], line):
            changed.append(promise)
    _write(changed)
    for session in line.sessions:
        _limit_calls(session, line)
    _keep_holds(line)
    return line


def _forget_promises(branch: Branch) -> None:
    """Where no break is known nobody waits for one."""
    told = Promise.objects.filter(ticket__branch=branch, ticket__state__in=PRESENT)
    told.exclude(kind=PromiseKind.NONE).update(
        kind=PromiseKind.NONE, break_ref=None, returns_at=None, fixed_at=None
    )


def _retell(promise: Promise, new: Told, line: Line) -> bool:
    """Lay the new forecast over a promise; whether anything of it changed."""
    before = [getattr(promise, f) for f in PROMISE_VALUES]
    old_break = line.by_id.get(promise.break_ref_id)
    fixed = promise.fixed_at is not None and _binds(promise, old_break)
    old = Told(PromiseKind(promise.kind), promise.break_ref_id, promise.returns_at)
    stands = improved(old, new, fixed=fixed)
    promise.kind, promise.break_ref_id = stands.kind, stands.break_id
    promise.returns_at = stands.returns_at
    promise.fixed_at = _fixed_at(promise, line.by_id.get(stands.break_id), fixed, line.now)
    return before != [getattr(promise, f) for f in PROMISE_VALUES]


def _binds(promise: Promise, break_: Break | None) -> bool:
    """Whether a fixed promise still speaks of something: its break is ahead or running."""
    if break_ is None:
        return False
    return break_.state in COMING or (
        break_.state in RUNNING and promise.kind != PromiseKind.BEFORE
    )


def _fixed_at(
    promise: Promise, break_: Break | None, fixed: bool, now: datetime
) -> datetime | None:
    """A promise is fixed from the warning of its break on (B3)."""
    if fixed:
        return promise.fixed_at
    return now if break_ and break_.state in SPOKEN_OF else None


def _write(promises: list[Promise]) -> None:
    """Write promises in two statements, whatever their number."""
    Promise.objects.bulk_create([p for p in promises if p.pk is None])
    Promise.objects.bulk_update([p for p in promises if p.pk], PROMISE_FIELDS)


def _limit_calls(session: CounterSession, line: Line) -> None:
    """From the last call on, the counter calls up to the last number promised before a break of
    its person (B4); one that waits for cover calls everybody meanwhile (U5).
    """
    mine = [b for b in line.breaks if b.staff_id == session.staff_id]
    closing = [b for b in mine if b.state == BreakState.CLOSING and not waits_for_cover(b)]
    if closing and session.counter.state in (CounterState.OPEN, CounterState.CLOSING):
        told = _as_told(line)
        wind_down_session(session, {n for b in closing for n in callable_before(told, b.pk)})


def waits_for_cover(break_: Break) -> bool:
    """Whether an unplanned break was told that too few colleagues would stay (U5)."""
    return break_.cover_told_at is not None


def _as_told(line: Line) -> list[InLine]:
    """The waiting tickets in call order with what each was told."""
    told = ((t, line.promises[t.pk]) for t in line.tickets if t.state == TicketState.WAITING)
    return [InLine(t.pk, t.queue_id, p.kind, p.break_ref_id) for t, p in told]


def _keep_holds(line: Line) -> None:
    """A held place lasts fifteen minutes past the return, also when the return moves (T8)."""
    valid = line.terms.minutes("hold.valid_min")
    for ticket in line.tickets:
        promise = line.promises.get(ticket.pk)
        break_ = line.by_id.get(promise.break_ref_id) if promise else None
        if ticket.state == TicketState.HELD and break_:
            until = (break_.shown_return_at or max(break_.returns_at, line.now)) + valid
            extend_hold(ticket, until)


def _starts_now(break_: Break, branch: Branch, terms: Terms, *, now: datetime) -> bool:
    """Start a closing break at or after S if nothing stands in its way (B5)."""
    if break_.state == BreakState.CLOSING:
        # the start of the person's earlier break may have pushed this one on
        break_.refresh_from_db(fields=["state", "starts_at", "returns_at", "revision"])
    if break_.state != BreakState.CLOSING:
        return False
    if now >= break_.starts_at and terms["start.auto_when_idle"] and _came_to_work(break_):
        try:
            begin_break(break_, branch, terms, by=None, now=now)
        except Refused as refused:
            _wait_for_cover(break_, branch, refused, now=now)
        else:
            return True
    save_times(break_, terms=terms, now=now)
    return False


def _came_to_work(break_: Break) -> bool:
    """Whether the person sits here, or sat here in this shift: nobody rests who never came."""
    seat = seat_of_break(break_)
    return seat is not None or bool(break_.shift and break_.shift.sessions.exists())


def _wait_for_cover(break_: Break, branch: Branch, refused: Refused, *, now: datetime) -> None:
    """U5: the manager hears of it once, and the counter serves on until enough are back."""
    session = seat_of_break(break_)
    if refused.code not in ("coverage_floor", "max_on_break") or waits_for_cover(break_):
        return
    break_.cover_told_at = now
    break_.save(update_fields=["cover_told_at"])
    if session and session.counter.state == CounterState.CLOSING:
        resume_session(session)
    record(branch, "break.no_cover", now=now, subject=break_, code=refused.code)


def begin_break(
    break_: Break, branch: Branch, terms: Terms, *, by: Staff | None, now: datetime
) -> None:
    """The break begins (B5, B15): guards A1, A2, U5, then the full length from now (A5)."""
    session = seat_of_break(break_)
    running = running_break(break_.staff_id)
    if running:
        raise Refused("on_break", "The break before this one has not ended.", break_id=running.pk)
    promised = [t.code for b in _due_before(break_) for t in promised_before(b)]
    refuse(
        judge_start(
            planned=break_.planned,
            starts_at=break_.starts_at,
            client=client_of(session),
            promised=promised,
            now=now,
        )
    )
    if session and not break_.planned:
        refuse_leaving(session, terms)
    absent = at_counter(session) if session else None
    if absent:
        mark_no_show(absent.pk, now=now, due_at=absent.next_step_at)
    go_on_break(break_, session, branch, terms, by=by, now=now)


def _due_before(break_: Break) -> list[Break]:
    """The break, and what the person still owes before an earlier one that was put off (A2)."""
    owed = Break.objects.filter(staff_id=break_.staff_id, state=BreakState.CLOSING)
    return list(owed.filter(starts_at__lte=break_.starts_at))


def refuse_leaving(session: CounterSession, terms: Terms) -> None:
    """U5: a deferrable break starts only if enough colleagues stay (P4, P6)."""
    for queue in session.counter.queues.all():
        others = CounterSession.objects.filter(counter__queues=queue, closed_at=None)
        others = others.exclude(pk=session.pk)
        out = others.filter(staff__breaks__state__in=RUNNING).distinct().count()
        open_now = others.filter(counter__state=CounterState.OPEN).count()
        refuse(judge_leaving(open_now, out, others.count() + 1, terms))


def go_on_break(
    break_: Break,
    session: CounterSession | None,
    branch: Branch,
    terms: Terms,
    *,
    by: Staff | None,
    now: datetime,
) -> Ticket | None:
    """Flip the counter and the break together; a client at the counter goes on as first (U2)."""
    sent_on = pause_session(session) if session else None
    break_.started_at, break_.returns_at = now, now + break_.length
    break_.shown_return_at = break_.first_return_at = return_shown(now, break_.length)
    fields = ("started_at", "returns_at", "shown_return_at", "first_return_at")
    move_break(break_, BreakState.ON_BREAK, *fields, terms=terms, now=now)
    push_next(break_, break_.returns_at, branch=branch, now=now, terms=terms)
    slip = max(0.0, (now - break_.starts_at).total_seconds() / 60)
    record(
        branch,
        "break.started",
        now=now,
        by=by,
        subject=break_,
        planned=break_.planned,
        slip_minutes=round(slip, 1) if break_.planned else None,
        notice_minutes=_notice_minutes(break_),
        sent_on=sent_on.code if sent_on else None,
    )
    return sent_on


def _notice_minutes(break_: Break) -> float | None:
    """How long before the shown start the notice was proven (K1)."""
    if break_.notice_at is None:
        return None
    return round((break_.starts_at - break_.notice_at).total_seconds() / 60, 1)
