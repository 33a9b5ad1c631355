"""All that a teller's desk draws, and what may be done there now, in the verbs' own words."""

from datetime import datetime, timedelta
from typing import Any

from branches.models import Branch
from breaks.api.desk_may import may_at_desk
from breaks.api.shapes import break_facts
from breaks.queries import Line, terms_for
from breaks.queries.waits import edition_of, newcomers, wait_facts, wait_in
from breaks.rules.states import COOL_DOWN, REASONS
from breaks.rules.terms import Terms
from breaks.rules.waits import Edition, Range
from queueapp.models import Counter, CounterSession, Queue, Ticket
from queueapp.queries import may_serve
from queueapp.rules import TicketState, revival_ends

SHOWN_IN_LINE = 30


def desk_facts(session: CounterSession, *, now: datetime, speed: float) -> dict[str, Any]:
    """All that the teller's desk draws: the client, the line, the break, what may be done."""
    branch = session.branch
    line, edition = Line(branch, terms_for(branch), now), edition_of(branch, now=now)
    mine = line.counters[session.counter_id]
    queues = list(mine.queues.all())
    ticket, break_ = line.here.get(session.pk), line.break_of(session.staff_id)
    waiting = [t for t in line.tickets if may_serve(mine, t)]
    before = line.clients_before(break_) if break_ else []
    return {
        "session": _session(session, queues),
        "version": branch.version,
        "now": now,
        "clock_speed": speed,
        "ticket": _at_desk(ticket) if ticket else None,
        "waiting": [_in_line(t, session, line, edition) for t in waiting[:SHOWN_IN_LINE]],
        "waiting_count": len(waiting),
        "missed": _missed(branch, queues, line.terms["call.revive_min"], now),
        "break": break_facts(break_) if break_ else None,
        "last_ticket": line.last_ticket(break_) if break_ else None,
        "clients_before": before,
        "may": may_at_desk(session, ticket, break_, waiting, before, now=now),
        "queues": _queues(line, edition),
        "counters": [{"id": c.pk, "label": c.label} for c in _by_label(line)],
        "reasons": [_reason(code, line.terms) for code in REASONS],
    }


def _by_label(line: Line) -> list[Counter]:
    return sorted(line.counters.values(), key=lambda counter: counter.label)


def _session(session: CounterSession, queues: list[Queue]) -> dict[str, Any]:
    branch, counter = session.branch, session.counter
    return {
        "id": session.pk,
        "counter": {
            "id": counter.pk,
            "label": counter.label,
            "state": counter.state,
            "queues": sorted(q.pk for q in queues),
        },
        "staff": {"id": session.staff_id, "name": session.staff.name},
        "branch": {"id": branch.pk, "name": branch.name, "time_zone": branch.time_zone},
        "closed_at": session.closed_at,
    }


def _reason(code: str, terms: Terms) -> dict[str, Any]:
    """A reason of an unplanned break; `choices` are its lengths where only some make sense."""
    reason = REASONS[code]
    lengths = [terms[f"cooldown.{name}"] for name in ("min", "default", "max")]
    is_cool_down = code == COOL_DOWN
    return {
        "code": code,
        "label": reason.label,
        "minutes": terms["cooldown.default"] if is_cool_down else reason.minutes,
        "immediate": reason.immediate,
        "insistent": reason.insistent,
        "choices": sorted(set(lengths)) if is_cool_down else [],
    }


def _queues(line: Line, edition: Edition | None) -> list[dict[str, Any]]:
    told = newcomers(edition, line.branch, now=line.now)
    return [
        {
            "id": q.pk,
            "letter": q.letter,
            "name": q.name,
            "wait": wait_facts(told.get(q.pk), line.by_id, now=line.now),
        }
        for q in line.queues
    ]


def _minutes(told: Range | None) -> dict[str, int | None] | None:
    return {"low": told.low, "high": told.high} if told else None


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


def _in_line(
    ticket: Ticket, session: CounterSession, line: Line, edition: Edition | None
) -> dict[str, Any]:
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
        "wait": _minutes(wait_in(edition, ticket)),
    }


def _missed(
    branch: Branch, queues: list[Queue], revive_minutes: int, now: datetime
) -> list[dict[str, Any]]:
    """The no-shows that may still come back to this counter (T5)."""
    since = now - timedelta(minutes=revive_minutes)
    rows = branch.tickets.filter(state=TicketState.NO_SHOW, queue__in=queues, revived=False)
    return [
        {"id": t.pk, "code": t.code, "until": revival_ends(t.ended_at, revive_minutes)}
        for t in rows.filter(ended_at__gte=since).order_by("ended_at")
        if t.ended_at
    ]
