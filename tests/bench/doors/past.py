"""A branch's past: finished days with their numbers, from which it learns before the first day.

The days are played by the simulator of `forecast/simulator.py` with the same people's manners as
the measured ones, and laid down as finished tickets.
"""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from branches.models import Branch
from forecast.simulator import LEFT, Client, Desk, Happened, simulate
from queueapp.models import Counter, CounterSession, Ticket
from queueapp.rules import TicketState
from tests.bench.doors.branch import ZONE, at
from tests.bench.doors.day import Manners

MINUTE = timedelta(minutes=1)
# from when the minutes of a real day count
NINE = "09:00"


def lay_down(
    branch_id: int,
    days: Sequence[tuple[date, Sequence[Client], Sequence[Desk]]],
    manners: Manners,
    chance: random.Random,
) -> int:
    """Write the finished tickets of these days; how many there are."""
    branch = Branch.objects.get(pk=branch_id)
    counters = list(branch.counters.order_by("pk"))
    return sum(
        _write(branch, counters, day, *_played(clients, desks, manners, chance))
        for day, clients, desks in days
    )


def _played(
    clients: Sequence[Client], desks: Sequence[Desk], manners: Manners, chance: random.Random
) -> tuple[Happened, list[float]]:
    """The day as it went, every service with the way there and the press after it; and how long
    (minutes) each press took.
    """
    walks = [chance.uniform(*manners.walk) / 60 for _ in clients]
    presses = [chance.uniform(*manners.press) / 60 for _ in clients]
    whole = [
        replace(c, service=walk + c.service + press)
        for c, walk, press in zip(clients, walks, presses, strict=True)
    ]
    return simulate(whole, desks), presses


def _write(
    branch: Branch,
    counters: Sequence[Counter],
    day: date,
    happened: Happened,
    presses: Sequence[float],
) -> int:
    begins, queue = at(day, NINE), branch.queues.get()
    sessions = [_session(branch, c, begins) for c in counters]
    rows = []
    for number, visit in enumerate(happened.visits, 1):
        row = Ticket(branch=branch, queue=queue, day=day, number=number, code=f"A{number:03}")
        row.issued_at = begins + visit.arrived * MINUTE
        row.state = TicketState.LEFT if visit.outcome == LEFT else TicketState.DONE
        ended = visit.ended or visit.arrived
        if visit.called is not None and visit.desk is not None:
            row.session, row.called_at = sessions[visit.desk - 1], begins + visit.called * MINUTE
            row.served_at, ended = row.called_at, ended - presses[visit.client]
        row.ended_at = begins + ended * MINUTE
        rows.append(row)
    return len(Ticket.objects.bulk_create(rows))


def _session(branch: Branch, counter: Counter, begins: datetime) -> CounterSession:
    """Who sat there that day: the person whose place it is."""
    people = branch.memberships.filter(role="teller").order_by("pk")
    staff = people[list(branch.counters.order_by("pk")).index(counter)].staff
    ends = begins.astimezone(ZONE) + timedelta(hours=9)
    return CounterSession.objects.create(
        branch=branch, counter=counter, staff=staff, opened_at=begins, closed_at=ends
    )
