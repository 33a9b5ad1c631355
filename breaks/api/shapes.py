"""How breaks, tickets and the desk look from outside."""

from datetime import datetime, timedelta
from typing import Any

from drf_spectacular.utils import OpenApiTypes

from branches.models import Branch
from breaks.models import Break
from breaks.queries import (
    Line,
    break_of_session,
    client_of,
    clients_before,
    last_ticket,
    terms_for,
)
from breaks.rules.start import AtCounter, judge_start
from breaks.rules.states import ASKED, COMING, REASONS, RUNNING, BreakState
from queueapp.models import CounterSession, Ticket
from queueapp.queries import at_counter
from queueapp.rules import MAX_RECALLS, CounterState, TicketState, revival_ends

SHOWN_IN_LINE = 30
# what the schema says of these shapes
Facts = OpenApiTypes.OBJECT


def break_facts(break_: Break) -> dict[str, Any]:
    """A break as staff see it. Instants are UTC, lengths minutes."""
    counter = break_.counter
    return {
        "id": break_.pk,
        "staff": {"id": break_.staff_id, "name": break_.staff.name},
        "counter": {"id": counter.pk, "label": counter.label} if counter else None,
        "kind": break_.kind,
        "planned": break_.planned,
        "reason": break_.reason,
        "state": break_.state,
        "revision": break_.revision,
        "day": break_.day,
        "starts_at": break_.starts_at,
        "length_minutes": break_.length_minutes,
        "returns_at": break_.returns_at,
        "shown_return_at": break_.shown_return_at,
        "published_at": break_.published_at,
        "requested_at": break_.requested_at,
        "warned_at": break_.warned_at,
        "notice_at": break_.notice_at,
        "started_at": break_.started_at,
        "ended_at": break_.ended_at,
        "alternative": break_.alternative,
        "moved_from": break_.moved_from,
        "remark": break_.remark,
        "next_step_at": break_.next_step_at,
    }


def desk_facts(session: CounterSession, *, now: datetime, speed: float) -> dict[str, Any]:
    """All that the teller's desk draws: the client, the line, the break, what may be done."""
    branch, counter = session.branch, session.counter
    terms = terms_for(branch)
    line = Line(branch, terms, now)
    ticket, break_ = at_counter(session), break_of_session(session)
    queues = list(counter.queues.all())
    mine, anyone_or_me = {q.pk for q in queues}, (None, counter.pk)
    waiting = [
        t for t in line.tickets if t.queue_id in mine and t.counter_wanted_id in anyone_or_me
    ]
    return {
        "session": {
            "id": session.pk,
            "counter": {"id": counter.pk, "label": counter.label, "state": counter.state},
            "staff": {"id": session.staff_id, "name": session.staff.name},
            "branch": {"id": branch.pk, "name": branch.name, "time_zone": branch.time_zone},
            "closed_at": session.closed_at,
        },
        "version": branch.version,
        "now": now,
        "clock_speed": speed,
        "ticket": _at_desk(ticket) if ticket else None,
        "waiting": [_in_line(t, session, line) for t in waiting[:SHOWN_IN_LINE]],
        "waiting_count": len(waiting),
        "missed": _missed(branch, queues, terms["call.revive_min"], now),
        "break": break_facts(break_) if break_ else None,
        "last_ticket": last_ticket(break_) if break_ else None,
        "clients_before": clients_before(break_) if break_ else [],
        "may": _desk_may(session, client_of(session), ticket, break_, waiting, now),
        "queues": [_queue(q) for q in branch.queues.order_by("letter")],
        "counters": [{"id": c.pk, "label": c.label} for c in branch.counters.order_by("label")],
        "reasons": [
            {"code": code, "label": r.label, "minutes": r.minutes, "immediate": r.immediate}
            for code, r in REASONS.items()
        ],
    }


def _queue(queue: Any) -> dict[str, Any]:
    return {"id": queue.pk, "letter": queue.letter, "name": queue.name}


def _at_desk(ticket: Ticket) -> dict[str, Any]:
    return {
        "id": ticket.pk,
        "code": ticket.code,
        "state": ticket.state,
        "queue": ticket.queue.name,
        "in_person": ticket.in_person,
        "called_at": ticket.called_at,
        "served_at": ticket.served_at,
        "arrive_by": ticket.next_step_at if ticket.state == TicketState.CALLED else None,
        "recalls": ticket.recalls,
    }


def _in_line(ticket: Ticket, session: CounterSession, line: Line) -> dict[str, Any]:
    promise = line.promises.get(ticket.pk)
    only = session.only_tickets
    return {
        "id": ticket.pk,
        "code": ticket.code,
        "queue": ticket.queue.letter,
        "issued_at": ticket.issued_at,
        "state": ticket.state,
        "priority": ticket.priority,
        "in_person": ticket.in_person,
        "promise": promise.kind if promise else "none",
        "callable": ticket.state == TicketState.WAITING and (only is None or ticket.pk in only),
    }


def _missed(
    branch: Branch, queues: list[Any], revive_minutes: int, now: datetime
) -> list[dict[str, Any]]:
    """The no-shows that may still come back to this counter (T5)."""
    since = now - timedelta(minutes=revive_minutes)
    rows = branch.tickets.filter(state=TicketState.NO_SHOW, queue__in=queues, revived=False)
    return [
        {"id": t.pk, "code": t.code, "until": revival_ends(t.ended_at, revive_minutes)}
        for t in rows.filter(ended_at__gte=since).order_by("ended_at")
        if t.ended_at
    ]


OK: dict[str, Any] = {"ok": True}


def _no(code: str, message: str, allowed_at: datetime | None = None) -> dict[str, Any]:
    return {"ok": False, "code": code, "message": message, "allowed_at": allowed_at}


def _desk_may(
    session: CounterSession,
    client: AtCounter | None,
    ticket: Ticket | None,
    break_: Break | None,
    waiting: list[Ticket],
    now: datetime,
) -> dict[str, dict[str, Any]]:
    """What the teller may do now, and why not: the same verdicts the verbs give."""
    called = ticket is not None and ticket.state == TicketState.CALLED
    serving = ticket is not None and ticket.state == TicketState.SERVING
    running = break_ is not None and break_.state in RUNNING
    nobody = _no("no_client", "No client is at your counter.")
    absent = _no("no_client", "No client is called.")
    return {
        "call": _may_call(session, client, waiting, running),
        "recall": _may_recall(ticket) if called and ticket else absent,
        "start_service": OK if called else absent,
        "finish": OK if serving else nobody,
        "no_show": _may_miss(ticket, now) if called else absent,
        "transfer": OK if ticket else nobody,
        "start_break": _may_start(break_, client, now),
        "end_break": OK if running else _no("not_on_break", "You are not on a break."),
        "request_break": _no("on_break", "You are on a break.") if running else OK,
        "withdraw": OK if _asked(break_) else _no("no_request", "You asked for no break."),
        "close": _may_close(client),
    }


def _asked(break_: Break | None) -> bool:
    return break_ is not None and not break_.planned and break_.state in ASKED


def _may_call(
    session: CounterSession, client: AtCounter | None, waiting: list[Ticket], running: bool
) -> dict[str, Any]:
    if client:
        return _may_close(client)
    if not running and session.counter.state not in (CounterState.OPEN, CounterState.CLOSING):
        return _no("counter_not_open", "Your counter calls nobody now.")
    mine = [t for t in waiting if t.state == TicketState.WAITING]
    if not mine:
        return _no("nobody_waiting", "Nobody is waiting for your counter.")
    only = session.only_tickets
    if only is not None and not any(t.pk in only for t in mine):
        message = f"{mine[0].code} is called after the break: only promised numbers now."
        return _no("not_promised", message)
    return OK


def _may_recall(ticket: Ticket) -> dict[str, Any]:
    if ticket.recalls >= MAX_RECALLS:
        return _no("recall_limit", f"{ticket.code} was recalled twice.")
    return OK


def _may_miss(ticket: Ticket | None, now: datetime) -> dict[str, Any]:
    if ticket and ticket.next_step_at and now < ticket.next_step_at:
        return _no("arrival_window", f"{ticket.code} is on the way.", ticket.next_step_at)
    return OK


def _may_start(break_: Break | None, client: AtCounter | None, now: datetime) -> dict[str, Any]:
    if break_ is None or break_.state not in COMING:
        return _no("no_break", "You have no break to start now.")
    if break_.planned and break_.state != BreakState.CLOSING:
        message = "The break does not start before the time the screens show."
        return _no("start_before_shown", message, break_.starts_at)
    before = [code for code in clients_before(break_) if not client or code != client.code]
    verdict = judge_start(
        planned=break_.planned, starts_at=break_.starts_at, client=client, promised=before, now=now
    )
    return _no(verdict.code, verdict.message, verdict.facts.get("allowed_at")) if verdict else OK


def _may_close(client: AtCounter | None) -> dict[str, Any]:
    if client is None:
        return OK
    if client.serving:
        return _no("client_at_counter", f"{client.code} is at your counter.")
    return _no("client_called", f"{client.code} is on the way.", client.until)
