"""Who sits in while others are on break, and whether that keeps everything open (P4)."""

from collections.abc import Collection
from datetime import datetime

from branches.models import Branch, Staff
from breaks.models import Break, Relief
from breaks.rules.reliefs import SittingIn, covered
from breaks.rules.states import ENDED
from queueapp.models import Counter, CounterSession


def reliefs_of(branch: Branch) -> list[Relief]:
    """The reliefs of the branch's breaks that are not over, by start."""
    rows = Relief.objects.filter(break_ref__branch=branch, cancelled_at=None)
    rows = rows.exclude(break_ref__state__in=ENDED).select_related("break_ref", "staff", "counter")
    return list(rows.prefetch_related("counter__queues").order_by("starts_at", "pk"))


def standing(break_: Break) -> list[Relief]:
    """The reliefs of a break that were not called off; read it with `reliefs__counter__queues`
    prefetched where there are many."""
    return [r for r in break_.reliefs.all() if r.cancelled_at is None]


def is_relieved(break_: Break) -> bool:
    """Whether reliefs keep every queue of the break's counter served from S to R.

    Then there is a break and no closure: no notice, no banner, no receipt.
    """
    reliefs = standing(break_)
    if not reliefs or break_.counter is None:
        return False
    queues, begins = queues_at(break_.counter), break_.started_at or break_.starts_at
    return covered([sitting_in(r) for r in reliefs], queues, begins, break_.returns_at)


def sits_in_here(break_: Break) -> bool:
    """Whether somebody sits in at the very counter of the break, so that it closes to nobody."""
    here = [r for r in standing(break_) if r.counter_id == break_.counter_id]
    begins = break_.started_at or break_.starts_at
    queues = queues_at(break_.counter) if here and break_.counter else frozenset()
    return bool(here) and covered([sitting_in(r) for r in here], queues, begins, break_.returns_at)


def sitting_in(relief: Relief, *, skills: Collection[str] = ()) -> SittingIn:
    """A relief as the rules see it."""
    return SittingIn(
        relief.staff_id,
        queues_at(relief.counter),
        relief.starts_at,
        relief.ends_at,
        relief.counter_id,
        frozenset(skills),
    )


def queues_at(counter: Counter) -> frozenset[int]:
    """The queues a counter serves."""
    return frozenset(q.pk for q in counter.queues.all())


def relieves(session: CounterSession, staff: Staff) -> bool:
    """Whether who sits there sits in for this person (Q6)."""
    rows = Relief.objects.filter(staff=session.staff_id, counter=session.counter_id)
    mine = rows.filter(break_ref__staff=staff, cancelled_at=None)
    return mine.filter(starts_at__lte=session.opened_at, ends_at__gt=session.opened_at).exists()


def relief_now(staff_id: int, branch: Branch, *, now: datetime) -> Relief | None:
    """The relief a person is asked to give at the branch at this instant."""
    rows = Relief.objects.filter(staff_id=staff_id, break_ref__branch=branch, cancelled_at=None)
    current = rows.filter(starts_at__lte=now, ends_at__gt=now).exclude(break_ref__state__in=ENDED)
    return current.select_related("break_ref", "counter").first()
