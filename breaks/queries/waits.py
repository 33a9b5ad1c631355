"""What a branch tells of its waits: the newest edition of its forecast, as long as it is fresh."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, F, Min, OuterRef, Q

from branches.models import Branch
from branches.queries import gives_numbers
from breaks.models import Break, Promise, WaitForecast
from breaks.queries.cover import return_told_at, waits_for_cover
from breaks.queries.learned import learning_of
from breaks.rules.learning import LEARN_EVERY, SERVICES_NEEDED, mended
from breaks.rules.promises import PromiseKind
from breaks.rules.states import COMING, RUNNING
from breaks.rules.waits import (
    RENEW_AFTER,
    Edition,
    LearningState,
    Range,
    edition_from,
    fresh,
    is_fresh,
    is_probable,
    range_for,
)
from queueapp.models import CounterSession, Queue, Ticket
from queueapp.rules import TicketState

# who is promised this is not held up by the break it speaks of
NOT_HELD_UP = (PromiseKind.BEFORE, PromiseKind.OTHER_COUNTER)


def edition_of(branch: Branch | int, *, now: datetime) -> Edition | None:
    """The newest forecast of a branch; None when there is none, or it is too old to be told."""
    return fresh(last_edition(branch), now)


def last_edition(branch: Branch | int) -> Edition | None:
    """The newest forecast of a branch, also one too old to be told."""
    key = branch.pk if isinstance(branch, Branch) else branch
    return stored_edition(WaitForecast.objects.filter(pk=key).first())


def stored_edition(row: WaitForecast | None) -> Edition | None:
    """What a row holds, old or new; None before the first forecast, or where another release of
    the house wrote it.
    """
    if row is None or not row.edition:
        return None
    about: dict[str, Any] = {"version": row.version, "made_at": row.made_at}
    try:
        return edition_from(row.facts, number=row.edition, **about)
    except (KeyError, TypeError, ValueError):
        return None


def branches_to_forecast(now: datetime) -> list[Branch]:
    """The branches whose edition is to be made anew, the one that was made longest ago first.

    Where something happened since; or half a minute passed while anybody waits or sits at a
    counter.
    """
    made_at, version = F("wait_forecast__made_at"), F("wait_forecast__version")
    current = Q(wait_forecast__made_at__gt=now - RENEW_AFTER)
    current &= Q(wait_forecast__made_at__lt=now + RENEW_AFTER)
    due = Branch.objects.filter(
        Q(wait_forecast=None) | ~Q(version=version) | (~current & _at_work())
    )
    return list(due.order_by(made_at.asc(nulls_first=True), "pk"))


def branches_to_learn(now: datetime) -> list[Branch]:
    """The branches at work that have not learned from their record for half an hour, the one that
    learned longest ago first; the caller takes them one at a time.
    """
    learned_at = F("wait_learning__learned_at")
    current = Q(wait_learning__learned_at__gt=now - LEARN_EVERY)
    current &= Q(wait_learning__learned_at__lt=now + LEARN_EVERY)
    due = Branch.objects.filter(_at_work()).filter(Q(wait_learning=None) | ~current)
    return list(due.order_by(learned_at.asc(nulls_first=True), "pk"))


def forecast_age(now: datetime) -> timedelta | None:
    """How long, in the branch where it is longest, somebody has waited without a newer forecast;
    None where nobody waits.
    """
    rows = Ticket.objects.filter(state=TicketState.WAITING).order_by()
    by_branch = rows.values_list("branch", "branch__wait_forecast__made_at")
    waits = by_branch.annotate(since=Min("issued_at"))
    return max((now - max(since, made_at or since) for _, made_at, since in waits), default=None)


def _at_work() -> Q:
    """Where anybody waits, or sits at a counter."""
    # by queue and counter: those indexes know only what is open, not what was years ago
    sits = CounterSession.objects.filter(counter__branch=OuterRef("pk"), closed_at=None)
    waits = Ticket.objects.filter(queue__branch=OuterRef("pk"), state=TicketState.WAITING)
    return Exists(sits) | Exists(waits)


def edition_mark(branch_id: int, *, now: datetime) -> int:
    """The number of the edition that screens of a branch show now; 0 when they show none."""
    rows = WaitForecast.objects.filter(pk=branch_id).values_list("edition", "made_at")
    number, made_at = rows.first() or (0, now)
    return number if is_fresh(made_at, now) else 0


def wait_of(ticket: Ticket, *, now: datetime) -> Range | None:
    """What a waiting ticket is told of its wait now; None when it is told nothing."""
    return wait_in(edition_of(ticket.branch_id, now=now), ticket)


def wait_in(edition: Edition | None, ticket: Ticket) -> Range | None:
    """What an edition tells a ticket, if it waits; whoever came later is told as a newcomer."""
    if ticket.state != TicketState.WAITING:
        return None
    queue = joins_as_newcomer(ticket)
    told = range_for(edition, ticket=ticket.pk, queue=queue, issued_at=ticket.issued_at)
    return told if told and told.is_said else None


def joins_as_newcomer(ticket: Ticket) -> int | None:
    """The queue whose newcomers wait as this ticket does; none for a class of its own, or who
    wishes for one counter.
    """
    return None if ticket.priority or ticket.counter_wanted_id else ticket.queue_id


def wait_of_queue(queue: Queue, *, now: datetime) -> Range | None:
    """What somebody is told who would join a queue now; None when nothing is told."""
    return newcomers(edition_of(queue.branch_id, now=now), queue.branch, now=now).get(queue.pk)


def newcomers(edition: Edition | None, branch: Branch, *, now: datetime) -> Mapping[int, Range]:
    """What an edition tells those who would join each queue now; nothing where no number can be
    had: before the doors open, after they have closed.
    """
    if edition is None or not gives_numbers(branch, now):
        return {}
    return {queue: told for queue, told in edition.queues.items() if told.is_said}


def probably_before(ticket: Ticket, promise: Promise, told: Range | None, *, now: datetime) -> bool:
    """Whether a client who was told to come after a break is rather called before it; where the
    service has a fixed estimate the promise is exact as it is (C2), unless the break waits (U5).
    """
    break_ = promise.break_ref
    exact = ticket.queue.estimate_minutes and not (break_ and waits_for_cover(break_, now))
    return not exact and is_probable(told, promise.break_ref_id)


def wait_facts(
    told: Range | None, breaks: Mapping[int | None, Break], *, now: datetime
) -> dict[str, Any] | None:
    """A range as doors tell it, with the breaks counted in; `breaks` has those by their number.

    What is over meanwhile is no reason any more.
    """
    if told is None or not told.is_said:
        return None
    reasons = [breaks[n] for n in told.because if n in breaks]
    told_of = sorted((b for b in reasons if _is_told(b)), key=lambda b: (b.starts_at, b.pk))
    return {
        "low": told.low,
        "high": told.high,
        "because": [_because(b, now) for b in told_of],
    }


def counted_in(told: Range | None, promise: Promise) -> frozenset[int]:
    """The breaks told as a reason of a client's wait; not the one that, by what was promised,
    does not hold the client up (C1).
    """
    spared = promise.break_ref_id if promise.kind in NOT_HELD_UP else None
    return frozenset(told.because if told else ()) - {spared}


def breaks_behind(told: Range | None, promise: Promise) -> dict[int | None, Break]:
    """The same breaks by their number."""
    ids = counted_in(told, promise)
    rows = Break.objects.filter(pk__in=ids).select_related("counter") if ids else []
    return {b.pk: b for b in rows}


def _is_told(break_: Break) -> bool:
    return break_.counter is not None and break_.state in (*COMING, *RUNNING)


def _because(break_: Break, now: datetime) -> dict[str, Any]:
    """ "Counter 3: break 13:00–13:30, already counted in"; of a break no person and no reason."""
    return {
        "break": break_.pk,
        "counter": break_.counter.label if break_.counter else None,
        "starts_at": break_.started_at or break_.starts_at,
        "returns_at": return_told_at(break_, now),
        "running": break_.state in RUNNING,
        "waits": waits_for_cover(break_, now),
    }


def forecast_facts(branch: Branch) -> dict[str, Any]:
    """How far a branch's ranges can be trusted: state, share called inside, over how many; the
    services seen, and how many it takes.
    """
    row = learning_of(branch)
    return {
        "state": row.state,
        "coverage": row.coverage,
        "counted": row.counted,
        "services": row.services,
        "services_needed": SERVICES_NEEDED,
        "mended": mended(row.coverage) if row.state == LearningState.DRIFTING else None,
    }
