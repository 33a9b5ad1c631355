"""How a ticket looks to its client: place, promise, what may be chosen and why not."""

from datetime import datetime
from typing import Any

from branches.models import Branch
from branches.queries import closed_early
from breaks.models import Break, Promise
from breaks.queries import (
    Line,
    ahead_of,
    call_back_of,
    choices_of,
    client_may,
    entry_before,
    expected_at,
    promise_facts,
    promise_of,
    return_of,
    revive_until,
    standing_of,
    terms_for,
    was_withdrawn,
)
from breaks.queries.waits import breaks_behind, probably_before, wait_facts, wait_of
from breaks.rules.states import COMING, RUNNING
from breaks.rules.waits import Range
from queueapp.models import Ticket
from queueapp.rules import TicketState


def ticket_facts(ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    """A ticket as its client sees it; of a break no person, no kind and no reason."""
    promise, branch = promise_of(ticket), ticket.branch
    called = ticket.state in (TicketState.CALLED, TicketState.SERVING)
    choices, told = choices_of(ticket, now=now), wait_of(ticket, now=now)
    return {
        **_number(ticket),
        "called_at": ticket.called_at,
        "counter": ticket.session.counter.label if called and ticket.session else None,
        "counter_wanted": ticket.counter_wanted.label if ticket.counter_wanted else None,
        "ahead": ahead_of(ticket),
        "promise": _promise(ticket, promise, told, now),
        "break": _break(ticket, promise.break_ref, now),
        "expected_at": expected_at(ticket, now=now),
        "wait": wait_facts(told, breaks_behind(told, promise), now=now),
        "arrive_by": ticket.next_step_at if ticket.state == TicketState.CALLED else None,
        "held_until": ticket.next_step_at if ticket.state == TicketState.HELD else None,
        "call_back_at": call_back_of(ticket),
        "revive_until": revive_until(ticket, now=now),
        "may": client_may(ticket, choices, now=now),
        "choices": choices,
        "branch": _branch(branch, now),
        "version": branch.version,
        "now": now,
    }


def _number(ticket: Ticket) -> dict[str, Any]:
    """What was given out, and where it stands."""
    queue = ticket.queue
    return {
        "token": ticket.token,
        "code": ticket.code,
        "state": ticket.state,
        "queue": {"id": queue.pk, "letter": queue.letter, "name": queue.name_in(ticket.language)},
        "issued_at": ticket.issued_at,
        "in_person": ticket.in_person,
    }


def _promise(ticket: Ticket, promise: Promise, told: Range | None, now: datetime) -> dict[str, Any]:
    return {
        **promise_facts(promise, now=now),
        "withdrawn": was_withdrawn(ticket, promise.break_ref_id),
        "probably": probably_before(ticket, promise, told, now=now),
    }


def _branch(branch: Branch, now: datetime) -> dict[str, Any]:
    closure = {"note": branch.closure_note, "call_back_at": branch.call_back_at}
    return {
        "name": branch.name,
        "time_zone": branch.time_zone,
        "alternative": branch.alternative,
        "closure": closure if closed_early(branch, now) else None,
    }


def _break(ticket: Ticket, break_: Break | None, now: datetime) -> dict[str, Any] | None:
    """The break the client was told of, while it is ahead or running."""
    if break_ is None or break_.state not in (*COMING, *RUNNING):
        return None
    return {
        "state": break_.state,
        "counter": break_.counter.label if break_.counter else None,
        "starts_at": break_.started_at or break_.starts_at,
        "returns_at": return_of(break_, now),
        "last_entry_at": _last_entry(ticket, break_, now),
        "alternative": break_.alternative or ticket.branch.alternative,
    }


def _last_entry(ticket: Ticket, break_: Break, now: datetime) -> datetime | None:
    """Until when others may still come in (F40); no matter where other counters go on."""
    branch = ticket.branch
    if standing_of(ticket, branch, now=now).counters:
        return None
    entry = entry_before(break_, Line(branch, terms_for(branch), now))
    return entry.last_at if entry else None
