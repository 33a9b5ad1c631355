"""What the client of a ticket may choose now, and why not (F21)."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from branches.models import Branch
from branches.queries import closed_early
from breaks.models import Break
from breaks.queries.clients import break_told_of, held_until, return_of, revive_until
from breaks.queries.line import Line
from breaks.queries.policy import terms_for
from breaks.rules.choices import (
    Standing,
    judge_call_back,
    judge_counter,
    judge_hold,
    judge_leave,
)
from breaks.rules.states import SPOKEN_OF, Refusal
from queueapp.models import Counter, CounterSession, Ticket
from queueapp.rules import CounterState, TicketState

FAR = timedelta(days=36500)


def standing_of(ticket: Ticket, branch: Branch, *, now: datetime) -> Standing:
    """A ticket as the rules of its choices see it."""
    break_, early = break_told_of(ticket), closed_early(branch, now)
    return Standing(
        code=ticket.code,
        state=ticket.state,
        concerned=break_ is not None,
        returns_at=return_of(break_, now) if break_ else None,
        counters=tuple(c.pk for c in other_counters(ticket, break_)) if break_ else (),
        closed_at=branch.closed_early_at if early else None,
        call_back_at=branch.call_back_at if early else None,
        ended_at=ticket.ended_at,
    )


def other_counters(ticket: Ticket, break_: Break) -> list[Counter]:
    """The open counters that could serve a client instead, whose people have no break before them.

    Not the one that the client waits for, nor the one that pauses.
    """
    mine = {break_.counter_id, ticket.counter_wanted_id}
    seats = staying(break_.branch).filter(counter__queues=ticket.queue_id)
    return [s.counter for s in seats if s.counter_id not in mine]


def staying(branch: Branch) -> QuerySet[CounterSession]:
    """Who sits at an open counter and has no break before them or running, by counter."""
    away = branch.breaks.filter(state__in=SPOKEN_OF).values("staff")
    seats = branch.sessions.filter(closed_at=None, counter__state=CounterState.OPEN)
    return seats.exclude(staff__in=away).select_related("counter").order_by("counter__label", "pk")


def soonest_counter(
    ticket: Ticket, branch: Branch, counters: Sequence[int], *, now: datetime
) -> int:
    """Which of `counters` is forecast to serve the client first (C2)."""
    line = Line(branch, terms_for(branch), now)
    mine = next((t for t in line.tickets if t.pk == ticket.pk), ticket)
    starts = {}
    for counter in counters:
        mine.counter_wanted_id = counter
        place = line.places().get(mine.pk)
        starts[counter] = place.starts_at if place else now + FAR
    return min(counters, key=lambda counter: (starts[counter], counters.index(counter)))


def choices_of(ticket: Ticket, *, now: datetime) -> dict[str, dict[str, Any]]:
    """Every choice of a client with its verdict: the same ones the verbs give."""
    branch = ticket.branch
    standing = standing_of(ticket, branch, now=now)
    offered = list(branch.counters.filter(pk__in=standing.counters).values("id", "label"))
    back = standing.call_back_at if standing.sent_home else standing.returns_at
    break_ = break_told_of(ticket)
    until = held_until(break_, terms_for(branch), now=now) if break_ else None
    return {
        "hold": _said(judge_hold(standing), until=until),
        "counter": _said(judge_counter(standing), counters=offered),
        "call_back": _said(judge_call_back(standing), at=back),
        "leave": _said(judge_leave(standing)),
    }


def _said(refusal: Refusal | None, **facts: Any) -> dict[str, Any]:
    """A verdict as a page shows it; what goes with a choice only where it is open."""
    if refusal:
        return {"ok": False, "code": refusal.code, "message": refusal.message}
    return {"ok": True, **facts}


def client_may(
    ticket: Ticket, choices: Mapping[str, Mapping[str, Any]], *, now: datetime
) -> dict[str, bool]:
    """Which verbs the client's own page offers; `choices` are those of the ticket."""
    return {
        **{name: choice["ok"] for name, choice in choices.items()},
        "release": ticket.state == TicketState.HELD,
        "revive": revive_until(ticket, now=now) is not None,
    }
