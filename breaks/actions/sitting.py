"""Where a person sits in, and that it is one place at a time; it moves along with the break."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from django.db import IntegrityError, transaction

from branches.errors import Invalid, Refused
from breaks.models import Break, Relief
from breaks.queries.reliefs import standing
from breaks.rules.states import ENDED, RUNNING

Span = tuple[datetime, datetime]


def refuse_clash(relief: Relief, *, now: datetime, siblings: bool = True) -> None:
    """Nobody sits in while on a break of their own, or at two places at once."""
    others = Break.objects.filter(staff=relief.staff, starts_at__lt=relief.ends_at)
    away = others.exclude(state__in=ENDED).filter(returns_at__gt=relief.starts_at).first()
    if away is None and relief.starts_at <= now:
        away = others.filter(state__in=RUNNING).first()
    if away:
        message = f"{relief.staff.name} is on break then."
        span = (away.starts_at, away.returns_at)
        raise Refused("relief_overlap", message, starts_at=span[0], ends_at=span[1])
    double = Relief.objects.filter(staff=relief.staff, cancelled_at=None).exclude(pk=relief.pk)
    if not siblings:
        double = double.exclude(break_ref=relief.break_ref)
    other = double.filter(starts_at__lt=relief.ends_at, ends_at__gt=relief.starts_at).first()
    if other:
        message = f"{relief.staff.name} sits in for somebody else then."
        span = (other.starts_at, other.ends_at)
        raise Refused("relief_overlap", message, starts_at=span[0], ends_at=span[1])


@contextmanager
def one_place_at_a_time() -> Iterator[None]:
    """What another branch asked of the same person meanwhile only the database sees."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "no_overlapping_reliefs_of_a_person" not in str(error):
            raise
        message = "This person sits in for somebody else then."
        raise Refused("relief_overlap", message) from None


def forget_old(relief: Relief, *, now: datetime) -> None:
    """What a person was asked for a break that is over holds nobody any more."""
    old = Relief.objects.filter(staff=relief.staff, cancelled_at=None, break_ref__state__in=ENDED)
    old.filter(starts_at__lt=relief.ends_at, ends_at__gt=relief.starts_at).update(cancelled_at=now)


def carry_reliefs(break_: Break, old: Span, *, now: datetime) -> None:
    """Whoever sits in moves along with a break that is moved (B6), or the move is refused.

    `old` is S and R before the move; the relief keeps its distance from both.
    """
    later = break_.starts_at > old[0]
    for relief in sorted(standing(break_), key=lambda r: r.starts_at, reverse=later):
        _carry(relief, break_, old, now=now)


def follow_break(break_: Break, old: Span, *, now: datetime) -> None:
    """The same where the clock moves a break: whoever cannot come along stays where they were."""
    if (break_.starts_at, break_.returns_at) != old:
        for relief in standing(break_):
            with suppress(Refused):
                _carry(relief, break_, old, now=now)


def _carry(relief: Relief, break_: Break, old: Span, *, now: datetime) -> None:
    starts_at = relief.starts_at + (break_.starts_at - old[0])
    ends_at = relief.ends_at + (break_.returns_at - old[1])
    if starts_at >= ends_at:
        raise Invalid("relief_times", "Whoever sits in would end before they start.")
    was = (relief.starts_at, relief.ends_at)
    relief.starts_at, relief.ends_at = starts_at, ends_at
    try:
        refuse_clash(relief, now=now, siblings=False)
        with one_place_at_a_time():
            relief.save(update_fields=["starts_at", "ends_at"])
    except Refused:
        relief.starts_at, relief.ends_at = was
        raise
