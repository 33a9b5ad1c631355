"""The live floor as the manager sees it: counters, lines, screens, what needs an answer."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from branches import clock
from branches.models import Branch
from breaks.api.shapes import break_facts
from breaks.models import Break
from breaks.queries import Line, terms_for
from breaks.queries.waits import edition_of, forecast_facts, newcomers, wait_facts
from breaks.queries.worries import worries
from breaks.rules.waits import Range
from queueapp.models import Counter, Queue
from queueapp.queries import counters_of
from queueapp.rules import TicketState


def floor_facts(branch: Branch, *, now: datetime, real_now: datetime) -> dict[str, Any]:
    """Everything on the office's live page. Waits are minutes."""
    line = Line(branch, terms_for(branch), now)
    waits = newcomers(edition_of(branch, now=now), branch, now=now)
    return {
        "version": branch.version,
        "now": now,
        "clock_speed": clock.speed(),
        "counters": [_counter(c, line) for c in counters_of(branch)],
        "queues": [_queue(q, line, waits.get(q.pk)) for q in line.queues],
        "forecast": forecast_facts(branch),
        "alarms": [alarm for b in line.breaks for alarm in _alarms(b, now)],
        "screens": _screens(line, real_now),
    }


def _counter(counter: Counter, line: Line) -> dict[str, Any]:
    session = next((s for s in line.sessions if s.counter_id == counter.pk), None)
    ticket = line.here.get(session.pk) if session else None
    mine = [b for b in line.breaks if session and b.staff_id == session.staff_id]
    return {
        "id": counter.pk,
        "label": counter.label,
        "state": counter.state,
        "queues": [q.letter for q in counter.queues.all()],
        "staff": session.staff.name if session else None,
        "session": session.pk if session else None,
        "ticket": {"code": ticket.code, "state": ticket.state} if ticket else None,
        "break": break_facts(mine[0]) if mine else None,
    }


def _queue(queue: Queue, line: Line, told: Range | None) -> dict[str, Any]:
    waiting = [t for t in line.tickets if t.queue_id == queue.pk and t.state == TicketState.WAITING]
    longest = max(((line.now - t.issued_at) for t in waiting), default=timedelta(0))
    return {
        "id": queue.pk,
        "letter": queue.letter,
        "name": queue.name,
        "waiting": len(waiting),
        "longest_wait_minutes": round(longest.total_seconds() / 60, 1),
        "wait": wait_facts(told, line.by_id, now=line.now),
    }


def _alarms(break_: Break, now: datetime) -> Iterator[dict[str, Any]]:
    """What a break asks of the manager now, in words."""
    for kind, at, message in worries(break_, now=now):
        yield {"kind": kind, "at": at, "message": message, "break": break_facts(break_)}


def _screens(line: Line, real_now: datetime) -> list[dict[str, Any]]:
    fresh = real_now - timedelta(seconds=line.terms["display.offline_s"])
    devices = line.branch.devices.filter(retired_at=None).order_by("kind", "name")
    return [
        {
            "id": d.pk,
            "name": d.name,
            "kind": d.kind,
            "zone": d.zone,
            "online": d.last_seen_at is not None and d.last_seen_at >= fresh,
            "last_seen_at": d.last_seen_at,
        }
        for d in devices
    ]
